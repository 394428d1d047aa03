import type { ReadOptions } from "../../records/index.js";

/** Where the texts of a corpus are. */
export interface CorpusSource {
  /**
   * Text files and folders of them; where `textColumn` is given, files with columns and folders of them.
   * In a text file a line is a paragraph, and a blank line stands between documents.
   */
  readonly paths: readonly string[];
  /** Column that holds the texts: a row is a document then. */
  readonly textColumn?: string | undefined;
  /** How files with columns are read, where they do not tell it themselves. */
  readonly read?: ReadOptions | undefined;
}
