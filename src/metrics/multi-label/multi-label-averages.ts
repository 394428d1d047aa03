import {
  type ClassScores,
  macroAverage,
  microAverage,
  scoresOfCounts,
  weightedAverage,
} from "../class-scores.js";
import { type LabelCells, labelCounts, rowCounts } from "./label-counts.js";

/** How well each label is found, and the averages that scikit-learn knows. */
export interface MultiLabelAverages {
  /** One entry a label. */
  readonly labels: readonly ClassScores[];
  /** Of all cells together. */
  readonly micro: ClassScores;
  /** Mean over the labels, each counting the same. */
  readonly macro: ClassScores;
  /** Mean over the labels, each counting as its rows. */
  readonly weighted: ClassScores;
  /** Mean over the rows, each with the scores of its own labels. */
  readonly samples: ClassScores;
}

/**
 * Precision, recall and F1 of rows that may have several labels. A share of nothing is 0, as in
 * scikit-learn with `zero_division=0`: a row without labels that gets none has an F1 of 0.
 *
 * @param truth - `[n * L]`
 * @param prediction - `[n * L]`
 */
export function multiLabelAverages(
  truth: LabelCells,
  prediction: LabelCells,
  labelCount: number,
): MultiLabelAverages {
  const counts = labelCounts(truth, prediction, labelCount);
  const labels = counts.map(scoresOfCounts);
  return {
    labels,
    micro: microAverage(counts),
    macro: macroAverage(labels),
    weighted: weightedAverage(labels),
    samples: macroAverage(rowCounts(truth, prediction, labelCount).map(scoresOfCounts)),
  };
}
