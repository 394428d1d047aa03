import type { ClassScores } from "./class-scores.js";

const HEADINGS = ["precision", "recall", "f1-score", "support"];
const COLUMN_WIDTH = 9;

/** Writes the lines of the tables of scores that scikit-learn and seqeval print. */
export interface ScoreTable {
  readonly heading: string;
  /** A line with any cells, right-aligned. */
  line(name: string, cells: readonly (string | number)[]): string;
  /** The line of one class or average. */
  scores(name: string, scores: ClassScores): string;
  /** A score with the table's decimal places. */
  fixed(value: number): string;
}

/**
 * A table whose first column fits all names.
 *
 * @param names - of the classes
 * @param digits - decimal places of the scores
 */
export function scoreTable(names: readonly string[], digits: number): ScoreTable {
  const nameWidth = Math.max(...names.map(codePointCount), "weighted avg".length, digits);
  // Two spaces after the name, one between the columns.
  const line = (name: string, cells: readonly (string | number)[]): string =>
    [padLeft(name, nameWidth), "", ...cells.map((cell) => padLeft(`${cell}`, COLUMN_WIDTH))].join(
      " ",
    );
  const toFixed = (value: number): string => fixed(value, digits);
  return {
    heading: line("", HEADINGS),
    line,
    scores: (name, { precision, recall, f1, support }) =>
      line(name, [...[precision, recall, f1].map(toFixed), support]),
    fixed: toFixed,
  };
}

/** Python counts and pads text by code points, JavaScript by UTF-16 units. */
function codePointCount(text: string): number {
  return [...text].length;
}

function padLeft(text: string, width: number): string {
  return " ".repeat(Math.max(0, width - codePointCount(text))) + text;
}

/**
 * A number from 0 to 1 with `digits` decimal places, a tie rounded to the even digit as Python does
 * (0.125 becomes 0.12); `toFixed` rounds ties up.
 */
function fixed(value: number, digits: number): string {
  // A binary fraction lies half-way between two decimals exactly when it is odd / 2^(digits + 1).
  const halves = value * 2 ** (digits + 1);
  const isTie = Number.isInteger(halves) && halves % 2 === 1;
  if (!isTie) return value.toFixed(digits);
  const lower = Math.floor(value * 10 ** digits);
  return ((lower % 2 === 0 ? lower : lower + 1) / 10 ** digits).toFixed(digits);
}
