import type { Example, TensorData } from "../base/index.js";
import { packBatch } from "../batches/index.js";
import type { BoundBatch } from "./forward-program.js";

/** Makes the batch of some examples. */
export type BatchMaker = (examples: readonly Example[]) => Promise<BoundBatch>;

/** The batch of a graph that begins with the embeddings: packed tokens. */
export const packTokens: BatchMaker = async (examples) => packBatch(examples);

/** Tokens in one batch of a forward pass: large enough for the matrix products, small for the caches. */
const tokensPerBatch = 512;

/**
 * Puts examples of like length together, the longest first, so that attention's grids hold little
 * padding.
 *
 * @returns positions in `examples`, a list a batch; those of one length in their order
 */
export function batchesByLength(examples: readonly Example[]): number[][] {
  const lengthAt = (position: number): number => examples[position]?.tokenIds.length ?? 0;
  const order = examples.map((_, position) => position);
  order.sort((a, b) => lengthAt(b) - lengthAt(a) || a - b);
  const batches: number[][] = [];
  let tokens = tokensPerBatch;
  for (const position of order) {
    if (tokens + lengthAt(position) > tokensPerBatch) {
      batches.push([]);
      tokens = 0;
    }
    batches.at(-1)?.push(position);
    tokens += lengthAt(position);
  }
  return batches;
}

/**
 * One row of numbers for each example, in the order of the examples.
 *
 * Axes: n examples, L numbers a row.
 *
 * @param examples - encoded texts
 * @param run - runs a batch and gives the output `[batch, L]`
 * @param makeBatch - packs the tokens unless told otherwise
 * @returns `[n, L]` float32, row-major
 */
export async function outputRows(
  examples: readonly Example[],
  run: (batch: BoundBatch) => Promise<TensorData>,
  makeBatch: BatchMaker = packTokens,
): Promise<Float32Array> {
  let rows = new Float32Array(0);
  for (const positions of batchesByLength(examples)) {
    const chosen = positions.flatMap((position) => examples[position] ?? []);
    const { shape, data } = await run(await makeBatch(chosen));
    const width = shape[1] ?? 0;
    if (rows.length === 0) rows = new Float32Array(examples.length * width);
    positions.forEach((position, i) => {
      rows.set((data as Float32Array).subarray(i * width, (i + 1) * width), position * width);
    });
  }
  return rows;
}
