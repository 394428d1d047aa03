import { type Example, float32, type TensorData, unreachable } from "../base/index.js";
import { batchesByLength, packTokens } from "./forward-batches.js";
import type { ForwardProgram } from "./forward-program.js";

/** The encoder's raw outputs. Axes: B texts, S tokens of the longest (or `padTo`), H hidden. */
export interface EncoderOutputs {
  /** `[B, S, H]` float32; zero where a text has no token. */
  readonly lastHiddenState: TensorData;
  /** `[B, H]` float32; the first token's state where the directory has no pooler. */
  readonly poolerOutput: TensorData;
}

/**
 * Runs the encoder on examples, those of like length together, and spreads the packed rows over a padded grid.
 *
 * @param program - gives `hidden`, packed `[R, H]`, and `pooled`, `[B, H]`
 * @param size.width - H
 * @param size.padTo - S at least
 */
export async function encoderOutputs(
  examples: readonly Example[],
  program: Pick<ForwardProgram, "run">,
  { width, padTo }: { readonly width: number; readonly padTo: number },
): Promise<EncoderOutputs> {
  const length = examples.reduce((most, { tokenIds }) => Math.max(most, tokenIds.length), padTo);
  const states = new Float32Array(examples.length * length * width);
  const pools = new Float32Array(examples.length * width);
  for (const positions of batchesByLength(examples)) {
    const chosen = positions.flatMap((position) => examples[position] ?? []);
    const { hidden, pooled } = await program.run(await packTokens(chosen));
    let row = 0;
    for (const [index, position] of positions.entries()) {
      const end = row + (chosen[index]?.tokenIds.length ?? 0);
      states.set(rowsOf(hidden, row, end, width), position * length * width);
      pools.set(rowsOf(pooled, index, index + 1, width), position * width);
      row = end;
    }
  }
  return {
    lastHiddenState: float32([examples.length, length, width], states),
    poolerOutput: float32([examples.length, width], pools),
  };
}

function rowsOf(
  tensor: TensorData | undefined,
  from: number,
  to: number,
  width: number,
): Float32Array {
  if (!(tensor?.data instanceof Float32Array)) unreachable("an encoder without float outputs");
  return tensor.data.subarray(from * width, to * width);
}
