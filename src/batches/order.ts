import { permutation, randomStream } from "../base/index.js";

/** The order in which an epoch visits its examples: random, and the same for the same seed and epoch. */
export function epochOrder(count: number, seed: number, epoch: number): Int32Array {
  return permutation(count, randomStream(seed, "order", epoch));
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
