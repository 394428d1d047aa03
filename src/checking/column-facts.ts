import { fingerprints } from "./fingerprints.js";
import { noFacts, scanText } from "./text-facts.js";

/** What the cells of a column look like, all of them that are filled. */
export type ColumnKind = "empty" | "yes or no" | "whole" | "number" | "date" | "list" | "text";

export interface ColumnFacts {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Cells with nothing but spaces in them. */
  readonly missing: number;
  /** Values that differ, missing ones left out. */
  readonly distinct: number;
  /** Whether counting stopped there: there are more. */
  readonly distinctIsLeast: boolean;
}

/** Gathers the facts of one column. */
export interface ColumnCounter {
  cell(cell: string | null): void;
  facts(): ColumnFacts;
}

/** Enough to see that a column is no label, and small enough for a file with many columns. */
const MOST_DISTINCT = 2_000_000;

const patterns: readonly (readonly [ColumnKind, RegExp])[] = [
  ["yes or no", /^(?:true|false|yes|no|是|否)$/i],
  ["whole", /^[+-]?\d+$/],
  ["number", /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i],
  ["date", /^\d{4}[-/年]\d{1,2}[-/月]\d{1,2}日?(?:[T ]\d{1,2}:\d{2}.*)?$/],
  ["list", /^\[[\s\S]*\]$/],
];

export function columnCounter(name: string): ColumnCounter {
  const values = fingerprints();
  const scanned = noFacts();
  let kinds = patterns;
  let filled = 0;
  let missing = 0;
  let isLeast = false;
  return {
    cell(cell) {
      const value = cell?.trim() ?? "";
      if (value === "") {
        missing += 1;
        return;
      }
      filled += 1;
      if (kinds.length > 0) kinds = kinds.filter(([, pattern]) => pattern.test(value));
      if (values.size >= MOST_DISTINCT) {
        isLeast = true;
        return;
      }
      scanText(value, scanned);
      values.placeOf(scanned.low, scanned.high);
    },
    facts: () => ({
      name,
      kind: filled === 0 ? "empty" : (kinds[0]?.[0] ?? "text"),
      missing,
      distinct: values.size,
      distinctIsLeast: isLeast,
    }),
  };
}
