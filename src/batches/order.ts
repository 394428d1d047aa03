import { permutation, randomStream } from "../base/index.js";

/** The order in which an epoch visits its examples: random, and the same for the same seed and epoch. */
export function epochOrder(count: number, seed: number, epoch: number): Int32Array {
  return permutation(count, randomStream(seed, "order", epoch));
}

/** Batches of which a block is made, each of texts of like length. */
const BLOCK_BATCHES = 50;

/**
 * The order whose batches hold texts of like length: each block of 50 batches, or a quarter of all where there
 * are fewer, goes from its longest text to its shortest. The longest text of all comes first, so that memory
 * that does not do runs short at once. As transformers' Trainer does with `group_by_length`
 * (`get_length_grouped_indices`).
 *
 * @param order - a random order of the examples
 * @param lengths - of all examples
 * @param batchSize - examples of an optimizer step
 */
export function groupedByLength(
  order: Int32Array,
  lengths: ArrayLike<number>,
  batchSize: number,
): Int32Array {
  const lengthOf = (position = 0): number => lengths[position] ?? 0;
  const batches = Math.min(BLOCK_BATCHES, Math.floor(order.length / (batchSize * 4)));
  const size = Math.max(1, batches) * batchSize;
  const grouped = new Int32Array(order.length);
  let longest = 0;
  for (let from = 0; from < order.length; from += size) {
    // Texts of one length stay in their random order.
    const block = Array.from(order.subarray(from, from + size));
    grouped.set(
      block.sort((one, other) => lengthOf(other) - lengthOf(one)),
      from,
    );
    if (lengthOf(grouped[from]) > lengthOf(grouped[longest])) longest = from;
  }
  const [first = 0, most = 0] = [grouped[0], grouped[longest]];
  grouped.set([most], 0);
  grouped.set([first], longest);
  return grouped;
}

/** The order of the file: 0 to `count - 1`. */
export function fileOrder(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, index) => index);
}

/**
 * An order cut into batches.
 *
 * @returns views into `order`; the last one may be shorter
 */
export function batchIndices(order: Int32Array, batchSize: number): Int32Array[] {
  return Array.from({ length: Math.ceil(order.length / batchSize) }, (_, batch) =>
    order.subarray(batch * batchSize, (batch + 1) * batchSize),
  );
}
