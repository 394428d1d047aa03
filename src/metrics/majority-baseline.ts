import { accuracy } from "./accuracy.js";
import { classAverages } from "./class-averages.js";

/** What answering the same class for every row would score: the floor that a model must beat. */
export interface MajorityBaseline {
  /** Id of the most frequent class, the first of equals. */
  readonly label: number;
  readonly accuracy: number;
  readonly f1Macro: number;
}

/**
 * The scores of always predicting the most frequent class.
 *
 * @param truth - one class id a row
 */
export function majorityBaseline(truth: ArrayLike<number>, labelCount: number): MajorityBaseline {
  const counts = new Array<number>(labelCount).fill(0);
  for (let row = 0; row < truth.length; row++) {
    const label = truth[row] as number;
    counts[label] = (counts[label] as number) + 1;
  }
  const label = counts.indexOf(Math.max(...counts));
  const prediction = new Int32Array(truth.length).fill(label);
  return {
    label,
    accuracy: accuracy(truth, prediction),
    f1Macro: classAverages(truth, prediction, labelCount).macro.f1,
  };
}
