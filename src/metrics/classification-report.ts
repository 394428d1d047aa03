import { accuracy } from "./accuracy.js";
import { classAverages } from "./class-averages.js";
import { scoreTable } from "./score-table.js";

/**
 * The table of scores per class that scikit-learn's `classification_report` prints, to the letter,
 * final line break included.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 * @param labels - name of every class; absent classes get a line too, and have no part in the macro average
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
  const { classes, macro, weighted } = classAverages(truth, prediction, labels.length);
  const table = scoreTable(labels, digits);
  return [
    table.heading,
    "",
    ...classes.map((score, label) => table.scores(labels[label] as string, score)),
    "",
    table.line("accuracy", ["", "", table.fixed(accuracy(truth, prediction)), truth.length]),
    table.scores("macro avg", macro),
    table.scores("weighted avg", weighted),
    "",
  ].join("\n");
}
