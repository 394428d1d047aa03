import { scoreTable } from "../score-table.js";
import type { LabelCells } from "./label-counts.js";
import { multiLabelAverages } from "./multi-label-averages.js";

/**
 * The table of scores per label that scikit-learn's `classification_report` prints for rows of
 * several labels, to the letter, final line break included.
 *
 * @param truth - `[n * L]`
 * @param prediction - `[n * L]`
 * @param labels - name of every label
 * @param options.digits - decimal places of the scores, 2 unless told
 */
export function multiLabelReport(
  truth: LabelCells,
  prediction: LabelCells,
  labels: readonly string[],
  { digits = 2 }: { readonly digits?: number } = {},
): string {
  const averages = multiLabelAverages(truth, prediction, labels.length);
  const table = scoreTable(labels, digits);
  // The support of a mean over rows is the same: all true labels.
  const samples = { ...averages.samples, support: averages.micro.support };
  return [
    table.heading,
    "",
    ...averages.labels.map((score, label) => table.scores(labels[label] as string, score)),
    "",
    table.scores("micro avg", averages.micro),
    table.scores("macro avg", averages.macro),
    table.scores("weighted avg", averages.weighted),
    table.scores("samples avg", samples),
    "",
  ].join("\n");
}
