import { allocate, kernelsOver, padded } from "./kernels.js";

/**
 * Scaled dropout masks: value i is 0 with probability `rate`, else `1 / (1 - rate)`.
 * It depends on the key, the rate and i alone: word i % 4 of `philox` for the counter (i / 4, 0, 0, 0).
 */
export function dropoutMasks(
  count: number,
  rate: number,
  key: readonly [number, number],
): Float32Array {
  const memory = allocate(4 * padded(count));
  const threshold = Math.round(rate * 2 ** 32);
  kernelsOver(memory).masks(0, padded(count), ...key, threshold, 1 / (1 - rate));
  return new Float32Array(memory.buffer, 0, count);
}
