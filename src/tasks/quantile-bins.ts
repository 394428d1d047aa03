/** Bins of numbers that a split keeps in their shares. */
export const NUMBER_BINS = 10;

/**
 * The bin of each number, from 0: bins are cut at the quantiles `1/bins, 2/bins, ...`, so that they hold
 * about equally many numbers. Equal numbers are in one bin, so that bins may be larger, and fewer. A quantile
 * between two numbers is on the line between them, as NumPy has it (Hyndman and Fan 1996, type 7), and belongs to the
 * bin below it.
 *
 * @returns `[n]`
 *
 * @example
 * quantileBins([1, 2, 3, 10], 2); // [0, 0, 1, 1]
 */
export function quantileBins(numbers: ArrayLike<number>, bins: number): Int32Array {
  const sorted = Float64Array.from(numbers).sort();
  const edges = Array.from({ length: bins - 1 }, (_, index) =>
    quantile(sorted, (index + 1) / bins),
  );
  return Int32Array.from(numbers, (number) => edges.filter((edge) => edge < number).length);
}

function quantile(sorted: Float64Array, share: number): number {
  const place = (sorted.length - 1) * share;
  const before = Math.floor(place);
  const low = sorted[before] as number;
  const high = sorted[before + 1] ?? low;
  const part = place - before;
  // From the nearer end: a quantile that is a number of the list is exactly that one.
  return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
}
