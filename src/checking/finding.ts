import type { Json } from "../base/index.js";
import type { FindingCode, Severity } from "./finding-codes.js";

/** A row that shows what was found. */
export interface FoundRow {
  readonly file: string;
  /** Number of the record, from 1, without the header. */
  readonly record: number;
  /** Physical line on which the record starts, from 1. */
  readonly line: number;
  readonly column?: string;
  /** What stands there, cut where it is long. */
  readonly value?: string;
}

/** One thing that a check found. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** How many rows, texts or labels it is about; the sentence says which. */
  readonly count: number;
  /** The first rows, five at most. */
  readonly rows: readonly FoundRow[];
  readonly sentence: string;
  /** The command that mends it, where there is one. */
  readonly mend: string | null;
  readonly details: Readonly<Record<string, Json>>;
}

/** A row of a finding before its line is looked up. */
export interface RowPlace {
  /** Place of the part among those that are checked. */
  readonly part: number;
  /** Place of the record in its file, from 0. */
  readonly row: number;
  readonly column?: string | undefined;
  readonly value?: string | undefined;
  /** The line, where it is known already. */
  readonly line?: number;
}

/** A finding before the lines of its rows are looked up. */
export interface Found {
  readonly code: FindingCode;
  readonly count: number;
  readonly rows: readonly RowPlace[];
  readonly sentence: string;
  readonly mend?: string | null;
  readonly details?: Readonly<Record<string, Json>>;
}

/** Rows that a finding shows at most. */
export const ROWS_SHOWN = 5;

/** Counts rows and keeps the first of them. */
export interface RowTally {
  readonly count: number;
  readonly rows: readonly RowPlace[];
  /** Takes a row; `place` is asked for only while rows are kept. */
  add(place: () => RowPlace): void;
}

export function rowTally(): RowTally {
  const rows: RowPlace[] = [];
  let count = 0;
  return {
    rows,
    get count() {
      return count;
    },
    add(place) {
      count += 1;
      if (rows.length < ROWS_SHOWN) rows.push(place());
    },
  };
}

/** A text as a finding shows it: the first 80 characters. */
export function shownText(text: string): string {
  if (text.length <= 80) return text;
  // Not through a pair of surrogates.
  return `${text.slice(0, 80).replace(/[\ud800-\udbff]$/, "")}…`;
}

/** `1 row`, `2,000 rows`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? one : many}`;
}

/** `12.3 %`. */
export function percent(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}
