/**
 * Logarithms of the probabilities of one row of logits, in float64.
 *
 * @param logits - `[n * L]`, row-major
 * @returns `[L]`
 */
export function logSoftmax(logits: Float32Array, row: number, labelCount: number): Float64Array {
  const values = Float64Array.from(logits.subarray(row * labelCount, (row + 1) * labelCount));
  const largest = Math.max(...values);
  const total = values.reduce((sum, value) => sum + Math.exp(value - largest), 0);
  return values.map((value) => value - largest - Math.log(total));
}
