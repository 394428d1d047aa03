/**
 * Share of rows whose prediction is the truth.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 */
export function accuracy(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  let hits = 0;
  for (let row = 0; row < truth.length; row++) {
    if (truth[row] === prediction[row]) hits += 1;
  }
  return hits / truth.length;
}
