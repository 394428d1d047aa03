import type { Cells, ReadOptions } from "../records/index.js";
import type { TaskName } from "../tasks/index.js";
import type { Found } from "./finding.js";
import type { TextFacts } from "./text-facts.js";

/** A row as the checks see it. The object is filled anew for every row: nothing may keep it. */
export interface CheckedRow {
  /** Place of the part among those that are checked: 0 is training. */
  readonly part: number;
  /** Place of the record in its file, from 0. */
  readonly row: number;
  readonly cells: Cells;
  /** The text without the spaces around it; empty where there is none. */
  readonly text: string;
  /** The label without the spaces around it; empty where there is none. */
  readonly label: string;
  /** Number of the label as labels came; -1 where there is none. */
  readonly labelId: number;
  /** What one pass over the text told. */
  readonly facts: Readonly<TextFacts>;
}

/** One check: sees every row once and says what it found. */
export interface Collector {
  row(row: CheckedRow): void;
  /** Work that has to wait, done between batches of rows. */
  settle?(): Promise<void>;
  findings(): readonly Found[] | Promise<readonly Found[]>;
  /** Gives up files and the like, whether the findings were asked for or not. */
  close?(): Promise<void>;
}

export type PartName = "train" | "validation" | "test";

/** What was named for the check, and has to be named for the commands that mend. */
export interface NamedSettings {
  readonly read?: ReadOptions | undefined;
  readonly task?: TaskName | undefined;
  readonly textColumn?: string | undefined;
  readonly textPairColumn?: string | undefined;
  readonly labelColumn?: string | undefined;
  readonly model?: string | undefined;
}

/** What checks know of the files before they see a row. */
export interface CheckedFiles {
  readonly parts: readonly { readonly name: PartName; readonly file: string }[];
  /** Names of the columns of the training file. */
  readonly columns: readonly string[];
  readonly textColumn: string | undefined;
  readonly labelColumn: string | undefined;
  /** The second text of a row, where it has two: the context of a question. */
  readonly pairColumn: string | undefined;
  /** What is marked in the texts: tags of their words, spans, or answers. */
  readonly marksColumn: string | undefined;
  /** The columns of texts that no row may leave empty. */
  readonly requiredTexts: readonly string[];
  /** The column of what is learnt, class or not, that no row may leave empty. */
  readonly requiredLabel: string | undefined;
  /** Whether texts may be changed: places that count their signs would not follow. */
  readonly isCleanable: boolean;
  /** Whether a text is two columns together. */
  readonly readsPairs: boolean;
  readonly named: NamedSettings;
}
