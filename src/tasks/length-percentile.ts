/**
 * The smallest length that covers a share of all lengths: none is cut at the longest (share 1).
 *
 * @param lengths - at least one
 * @param share - above 0, at most 1
 *
 * @example
 * lengthPercentile([5, 9, 7, 30], 0.75); // 9
 */
export function lengthPercentile(lengths: readonly number[], share: number): number {
  const sorted = Int32Array.from(lengths).sort();
  return sorted[Math.ceil(share * sorted.length) - 1] as number;
}
