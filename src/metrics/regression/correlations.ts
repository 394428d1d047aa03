/**
 * Pearson's correlation of two columns of numbers, from -1 to 1; 0 where either does not vary, where
 * SciPy says that it is not defined.
 */
export function pearson(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  const x = centred(truth);
  const y = centred(prediction);
  const norm = Math.sqrt(dot(x, x)) * Math.sqrt(dot(y, y));
  if (norm === 0) return 0;
  // Rounding may pass 1.
  return Math.max(-1, Math.min(1, dot(x, y) / norm));
}

/** Spearman's correlation: Pearson's of the ranks, equal numbers sharing the mean of theirs. */
export function spearman(truth: ArrayLike<number>, prediction: ArrayLike<number>): number {
  return pearson(ranks(truth), ranks(prediction));
}

/** Differences from the mean; exactly 0 where all numbers are equal. */
function centred(values: ArrayLike<number>): Float64Array {
  const numbers = Float64Array.from(values);
  if (numbers.every((value) => value === numbers[0])) return numbers.fill(0);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  return numbers.map((value) => value - mean);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, value, index) => sum + value * (b[index] as number), 0);
}

function ranks(values: ArrayLike<number>): Float64Array {
  const order = Array.from(values, (value, index) => ({ value, index })).sort(
    (a, b) => a.value - b.value,
  );
  const ranked = new Float64Array(order.length);
  let first = 0;
  while (first < order.length) {
    let end = first + 1;
    while (order[end]?.value === order[first]?.value && end < order.length) end += 1;
    for (const { index } of order.slice(first, end)) ranked[index] = (first + 1 + end) / 2;
    first = end;
  }
  return ranked;
}
