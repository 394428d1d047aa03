import type { PartName } from "./collector.js";
import type { Finding } from "./finding.js";
import type { Severity } from "./finding-codes.js";
import type { Lengths } from "./histogram.js";
import type { RowKind } from "./row-layout.js";
import type { TokenFacts } from "./token-lengths.js";

/** One file as the check read it. */
export interface CheckedFile {
  readonly part: PartName;
  readonly file: string;
  readonly format: string;
  readonly rows: number;
  /** Records that could not be read. */
  readonly refused: number;
  /** Texts that differ. */
  readonly distinctTexts: number;
  /** Texts that training has too. */
  readonly sharedTexts: number;
  /** Rows with such a text. */
  readonly sharedRows: number;
}

/** A label with its class id, its place in the list, and its rows in each part. */
export interface CheckedLabel {
  readonly label: string;
  readonly rows: readonly number[];
}

/** All that a check tells. Plain JSON. */
export interface CheckReport {
  readonly files: readonly CheckedFile[];
  readonly kind: RowKind;
  readonly textColumn: string | null;
  readonly labelColumn: string | null;
  /** What was guessed or found out about the files. */
  readonly notes: readonly string[];
  readonly rows: number;
  readonly distinctTexts: number;
  /** In the order of class ids, as training numbers them. */
  readonly labels: readonly CheckedLabel[];
  /** Lengths in characters (code points); null where there are no texts. */
  readonly characters: Lengths | null;
  /** Lengths in tokens of the model that was named; null without one. */
  readonly tokens: TokenFacts | null;
  /** Share of each language, by ISO 639-1 code, on a sample. */
  readonly languages: Readonly<Record<string, number>>;
  /** Errors first, then warnings, then notes. */
  readonly findings: readonly Finding[];
  readonly counts: Readonly<Record<Severity, number>>;
}
