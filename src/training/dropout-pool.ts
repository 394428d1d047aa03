import { philox } from "../base/index.js";
import { dropoutMasks } from "../optimizers/index.js";

/** Which mask: every site of every micro-batch of every step has its own. */
export interface MaskPlace {
  /** Number of the step, counted from 0. */
  readonly step: number;
  readonly microBatch: number;
  /** Number of the dropout site in the graph. */
  readonly site: number;
}

/** Dropout masks of one rate: drawn once, and handed out from random offsets without copies. */
export interface DropoutPool {
  /**
   * A mask of `count` values, each 0 or `1 / (1 - rate)`: a view that nobody may write to. The seed,
   * the rate, the count and the place decide it, so a resumed run sees the same masks.
   */
  mask(count: number, place: MaskPlace): Float32Array;
}

const SMALLEST_SIZE = 2 ** 23;

// The second word of the random key: masks and offsets are drawn apart.
const VALUES = 0;
const OFFSETS = 1;

/**
 * Makes the pool of a rate.
 *
 * @param options - the run's seed, and how likely a value is dropped
 *
 * @example
 * const pool = createDropoutPool({ seed: 42, rate: 0.1 });
 * const mask = pool.mask(1024 * 384, { step: 0, microBatch: 0, site: 3 });
 */
export function createDropoutPool(options: {
  readonly seed: number;
  readonly rate: number;
}): DropoutPool {
  const { seed, rate } = options;
  let values: Float32Array = new Float32Array(0);
  return {
    mask(count, place) {
      const size = poolSize(count);
      // A larger pool begins with the values of the smaller one, so masks do not depend on when it grew.
      if (size > values.length) values = dropoutMasks(size, rate, [seed, VALUES]);
      const offset = maskOffset(seed, size - count, place);
      return values.subarray(offset, offset + count);
    },
  };
}

/** Values that masks of a count are chosen from: at least twice as many. */
export function poolSize(count: number): number {
  return Math.max(SMALLEST_SIZE, 2 ** Math.ceil(Math.log2(2 * count)));
}

/** Where a mask starts: at most `last`, and a multiple of 4, so that engines find it aligned. */
function maskOffset(seed: number, last: number, { step, microBatch, site }: MaskPlace): number {
  const words = new Uint32Array(4);
  philox(words, [step, microBatch, site, 0], [seed, OFFSETS]);
  const choices = Math.floor(last / 4) + 1;
  return 4 * Math.floor(((words[0] ?? 0) / 2 ** 32) * choices);
}
