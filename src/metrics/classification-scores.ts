import { accuracy } from "./accuracy.js";
import { classAverages } from "./class-averages.js";
import type { ClassScores } from "./class-scores.js";
import { matthewsCorrelation } from "./matthews-correlation.js";

/** The scores of a classification, under the keys of `metrics.json`. */
export type ClassificationScores = Readonly<
  Record<"accuracy" | "f1" | "f1_macro" | "f1_weighted" | "matthews_correlation", number>
>;

/**
 * Accuracy, F1 and Matthews' correlation of a classification. `f1` is the main one: that of the second class where there
 * are two, as in a yes/no question, and the macro average where there are more. The macro average is over the classes
 * that are true or predicted in any row.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 */
export function classificationScores(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labelCount: number,
): ClassificationScores {
  const { classes, macro, weighted } = classAverages(truth, prediction, labelCount);
  return {
    accuracy: accuracy(truth, prediction),
    f1: labelCount === 2 ? (classes[1] as ClassScores).f1 : macro.f1,
    f1_macro: macro.f1,
    f1_weighted: weighted.f1,
    matthews_correlation: matthewsCorrelation(truth, prediction, labelCount),
  };
}
