import type { ReadOptions } from "../../records/index.js";

/** Where the texts of a corpus are. */
export interface CorpusSource {
  /** Text files, folders of them, or files with columns where `textColumn` is given. */
  readonly paths: readonly string[];
  /** Column that holds the texts: a row is a document then. */
  readonly textColumn?: string | undefined;
  /** How files with columns are read, where they do not tell it themselves. */
  readonly read?: ReadOptions | undefined;
}
