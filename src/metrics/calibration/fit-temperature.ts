/** The highest temperature that is sought; the lowest is its inverse. */
export const temperatureLimit = 100;
const HALVINGS = 60;

/**
 * The temperature T that makes the mean negative log likelihood of `softmax(logits / T)` least (Guo et
 * al. 2017, section 4.2). In 1 / T the loss is convex, so its one minimum is where the slope changes
 * its sign; it is halved towards. Where all rows are right the best T is 0, and the lower limit 0.01 is
 * given; where guessing would be better, the upper limit 100.
 *
 * @param logits - `[n * L]`, row-major
 * @param targets - `[n]` class ids
 *
 * @example
 * fitTemperature([4, 0, 4, 0, 4, 0], [0, 0, 1], 2); // 4 / log(2) = 5.77: two of three are right
 */
export function fitTemperature(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  labelCount: number,
): number {
  let low = Math.log(1 / temperatureLimit);
  let high = Math.log(temperatureLimit);
  for (let step = 0; step < HALVINGS; step++) {
    const middle = (low + high) / 2;
    if (slope(logits, targets, labelCount, Math.exp(middle)) <= 0) low = middle;
    else high = middle;
  }
  return Math.exp(-(low + high) / 2);
}

/** `d/db sum_rows (log sum_c exp(b z_c) - b z_y) = sum_rows (sum_c p_c z_c - z_y)`, with b = 1 / T. */
function slope(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  labelCount: number,
  scale: number,
): number {
  let total = 0;
  for (let row = 0; row < targets.length; row++) {
    const first = row * labelCount;
    let largest = -Infinity;
    for (let label = 0; label < labelCount; label++) {
      largest = Math.max(largest, logits[first + label] as number);
    }
    let weights = 0;
    let weighted = 0;
    for (let label = 0; label < labelCount; label++) {
      const below = (logits[first + label] as number) - largest;
      const weight = Math.exp(scale * below);
      weights += weight;
      weighted += weight * below;
    }
    total += weighted / weights + largest - (logits[first + (targets[row] as number)] as number);
  }
  return total;
}
