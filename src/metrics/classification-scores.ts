import { accuracy } from "./accuracy.js";
import { type ClassScores, classScores, macroAverage, weightedAverage } from "./class-scores.js";
import { matthewsCorrelation } from "./matthews-correlation.js";

/** The scores of a classification, under the keys of `metrics.json`. */
export type ClassificationScores = Readonly<
  Record<"accuracy" | "f1" | "f1_macro" | "f1_weighted" | "matthews_correlation", number>
>;

/**
 * Accuracy, F1 and Matthews' correlation of a classification. `f1` is the main one: that of the second class where there
 * are two, as in a yes/no question, and the macro average where there are more.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 */
export function classificationScores(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labelCount: number,
): ClassificationScores {
  const scores = classScores(truth, prediction, labelCount);
  const macro = macroAverage(scores).f1;
  return {
    accuracy: accuracy(truth, prediction),
    f1: labelCount === 2 ? (scores[1] as ClassScores).f1 : macro,
    f1_macro: macro,
    f1_weighted: weightedAverage(scores).f1,
    matthews_correlation: matthewsCorrelation(truth, prediction, labelCount),
  };
}
