import { type ClassScores, classScores, macroAverage, weightedAverage } from "./class-scores.js";

/** How well each class is found, and the averages over the classes. */
export interface ClassAverages {
  /** One entry a class, absent classes included. */
  readonly classes: readonly ClassScores[];
  /** Mean over the classes that are true or predicted in any row, each counting the same. */
  readonly macro: ClassScores;
  /** Mean over the classes, each counting as its rows. */
  readonly weighted: ClassScores;
}

/**
 * Precision, recall and F1 of every class and on average. The macro average leaves out a class that is
 * neither true nor predicted, as scikit-learn does unless labels are given to it: a model is not marked
 * down for a class that the data does not have.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 */
export function classAverages(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labelCount: number,
): ClassAverages {
  const classes = classScores(truth, prediction, labelCount);
  const seen = new Set([...Array.from(truth), ...Array.from(prediction)]);
  return {
    classes,
    macro: macroAverage(classes.filter((_, label) => seen.has(label))),
    weighted: weightedAverage(classes),
  };
}
