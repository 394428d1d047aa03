import { accuracy } from "./accuracy.js";
import { classScores, macroAverage, weightedAverage } from "./class-scores.js";
import { scoreTable } from "./score-table.js";

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
  const table = scoreTable(labels, digits);
  return [
    table.heading,
    "",
    ...scores.map((score, label) => table.scores(labels[label] as string, score)),
    "",
    table.line("accuracy", ["", "", table.fixed(accuracy(truth, prediction)), truth.length]),
    table.scores("macro avg", macroAverage(scores)),
    table.scores("weighted avg", weightedAverage(scores)),
    "",
  ].join("\n");
}
