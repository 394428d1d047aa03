import { type LabelCells, rowCounts } from "./label-counts.js";
import { multiLabelAverages } from "./multi-label-averages.js";

/** The scores of a multi-label classification, under the keys of `metrics.json`. */
export type MultiLabelScores = Readonly<
  Record<
    | "f1"
    | "f1_macro"
    | "f1_weighted"
    | "f1_samples"
    | "precision"
    | "recall"
    | "accuracy"
    | "hamming_loss",
    number
  >
>;

/**
 * The scores of rows that may have several labels. `f1`, `precision` and `recall` are micro averages;
 * `accuracy` is the share of rows with exactly the right labels; `hamming_loss` the share of wrong
 * cells.
 *
 * @param truth - `[n * L]`
 * @param prediction - `[n * L]`
 */
export function multiLabelScores(
  truth: LabelCells,
  prediction: LabelCells,
  labelCount: number,
): MultiLabelScores {
  const { micro, macro, weighted, samples } = multiLabelAverages(truth, prediction, labelCount);
  const rows = rowCounts(truth, prediction, labelCount);
  const wrong = rows.map(({ hits, predicted, support }) => predicted + support - 2 * hits);
  return {
    f1: micro.f1,
    f1_macro: macro.f1,
    f1_weighted: weighted.f1,
    f1_samples: samples.f1,
    precision: micro.precision,
    recall: micro.recall,
    accuracy: wrong.filter((cells) => cells === 0).length / rows.length,
    hamming_loss: wrong.reduce((sum, cells) => sum + cells, 0) / truth.length,
  };
}
