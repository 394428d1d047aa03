import { confusionMatrix } from "./confusion-matrix.js";

/**
 * Matthews' correlation of two labellings, from -1 to 1, for any number of classes (Gorodkin 2004):
 * `(c n - sum_k p_k t_k) / sqrt((n^2 - sum_k p_k^2) (n^2 - sum_k t_k^2))`, with n rows, c of them
 * right, t_k of class k and p_k predicted so. It is 0 where either side knows one class only.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 */
export function matthewsCorrelation(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labelCount: number,
): number {
  const rows = truth.length;
  let right = 0;
  let agreement = 0;
  let truthSpread = rows * rows;
  let predictionSpread = rows * rows;
  const confusion = confusionMatrix(truth, prediction, labelCount);
  for (const [label, row] of confusion.entries()) {
    const isTrue = row.reduce((total, count) => total + count, 0);
    const isPredicted = confusion.reduce((total, other) => total + (other[label] as number), 0);
    right += row[label] as number;
    agreement += isTrue * isPredicted;
    truthSpread -= isTrue * isTrue;
    predictionSpread -= isPredicted * isPredicted;
  }
  if (truthSpread === 0 || predictionSpread === 0) return 0;
  return (right * rows - agreement) / Math.sqrt(truthSpread * predictionSpread);
}
