import { accuracy } from "./accuracy.js";
import { type ClassScores, classScores, macroAverage, weightedAverage } from "./class-scores.js";

const HEADINGS = ["precision", "recall", "f1-score", "support"];
const COLUMN_WIDTH = 9;

/**
 * The table of scores per class that scikit-learn's `classification_report` prints, to the letter,
 * final line break included.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 * @param labels - name of every class; absent classes get a line too
 * @param options.digits - decimal places of the scores, 2 unless told
 *
 * @example
 * classificationReport([0, 1, 1], [0, 1, 0], ["bad", "good"]);
 */
export function classificationReport(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labels: readonly string[],
  { digits = 2 }: { readonly digits?: number } = {},
): string {
  const scores = classScores(truth, prediction, labels.length);
  const nameWidth = Math.max(...labels.map(codePointCount), "weighted avg".length, digits);

  // Two spaces after the name, one between the columns.
  const line = (name: string, cells: readonly (string | number)[]): string =>
    [padLeft(name, nameWidth), "", ...cells.map((cell) => padLeft(`${cell}`, COLUMN_WIDTH))].join(
      " ",
    );
  const scoreLine = (name: string, { precision, recall, f1, support }: ClassScores): string =>
    line(name, [...[precision, recall, f1].map((value) => fixed(value, digits)), support]);

  return [
    line("", HEADINGS),
    "",
    ...scores.map((score, label) => scoreLine(labels[label] as string, score)),
    "",
    line("accuracy", ["", "", fixed(accuracy(truth, prediction), digits), truth.length]),
    scoreLine("macro avg", macroAverage(scores)),
    scoreLine("weighted avg", weightedAverage(scores)),
    "",
  ].join("\n");
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
