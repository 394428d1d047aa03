import type { Example, TensorData } from "../base/index.js";
import type { TaskModel } from "../models/index.js";
import { type BatchMaker, batchesByLength, packTokens } from "./forward-batches.js";
import type { BoundBatch } from "./forward-program.js";

/**
 * A model's numbers for each example, in the order of the examples.
 *
 * Axes: S tokens of an example, W numbers a row.
 *
 * @param run - runs a batch and gives its rows: of sequences `[B, W]`, or of tokens `[R, W]`
 * @param reads - which of both
 * @param makeBatch - packs the tokens unless told otherwise
 * @param onExamples - is told after each batch how many examples it held; may throw to end the work
 * @returns for each example `[W]`, or `[S * W]` row-major
 */
export async function exampleOutputs(
  examples: readonly Example[],
  run: (batch: BoundBatch) => Promise<TensorData>,
  reads: TaskModel["reads"],
  makeBatch: BatchMaker = packTokens,
  onExamples: (count: number) => void = () => undefined,
): Promise<Float32Array[]> {
  const outputs = new Array<Float32Array>(examples.length);
  for (const positions of batchesByLength(examples)) {
    const chosen = positions.flatMap((position) => examples[position] ?? []);
    const { shape, data } = await run(await makeBatch(chosen));
    const width = shape[1] ?? 0;
    let start = 0;
    positions.forEach((position, index) => {
      const rows = reads === "sequences" ? 1 : (chosen[index]?.tokenIds.length ?? 0);
      // The engine writes over its output at the next run.
      outputs[position] = (data as Float32Array).slice(start, start + rows * width);
      start += rows * width;
    });
    onExamples(chosen.length);
  }
  return outputs;
}
