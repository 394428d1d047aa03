/**
 * How often each class was taken for each: entry `[t][p]` counts the rows of class t predicted as p.
 *
 * Axes: L labels.
 *
 * @param truth - one class id a row
 * @param prediction - one class id a row
 * @returns `[L, L]` counts, absent classes included
 */
export function confusionMatrix(
  truth: ArrayLike<number>,
  prediction: ArrayLike<number>,
  labelCount: number,
): number[][] {
  const counts = new Int32Array(labelCount * labelCount);
  for (let row = 0; row < truth.length; row++) {
    const cell = (truth[row] as number) * labelCount + (prediction[row] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return Array.from({ length: labelCount }, (_, label) => [
    ...counts.subarray(label * labelCount, (label + 1) * labelCount),
  ]);
}
