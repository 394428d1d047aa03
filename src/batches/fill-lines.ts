/** Where sequences stand in a grid of lines. */
export interface FilledLines {
  /** The slot of each sequence's first token: line times capacity, and what stands before it there. */
  readonly firstSlots: readonly number[];
  readonly lineCount: number;
}

/**
 * Puts sequences into as few lines as first fit, longest first, finds: each goes into the first line
 * that has room for it (Johnson 1973: never more than 11/9 of the fewest, and 6/9 of a line).
 *
 * @param lengths - tokens of each sequence
 * @param capacity - slots of a line, no fewer than the longest length
 *
 * @example
 * fillLines([3, 2, 4], 5); // firstSlots [5, 8, 0]: the last one alone, the others share line 1
 */
export function fillLines(lengths: readonly number[], capacity: number): FilledLines {
  const lengthOf = (sequence: number): number => lengths[sequence] ?? 0;
  const longestFirst = lengths.map((_, sequence) => sequence);
  longestFirst.sort((a, b) => lengthOf(b) - lengthOf(a) || a - b);
  const used: number[] = [];
  const firstSlots = new Array<number>(lengths.length).fill(0);
  for (const sequence of longestFirst) {
    const length = lengthOf(sequence);
    const found = used.findIndex((count) => count + length <= capacity);
    const line = found < 0 ? used.length : found;
    const count = used[line] ?? 0;
    firstSlots[sequence] = line * capacity + count;
    used[line] = count + length;
  }
  return { firstSlots, lineCount: used.length };
}
