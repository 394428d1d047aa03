import type { TensorData, Tokens } from "../base/index.js";

/**
 * A batch as the exported model takes it.
 *
 * Axes: n sequences, S tokens of the longest, or more. All int64 `[n, S]`:
 * - `input_ids`: 0 on pads, which the mask hides
 * - `attention_mask`: 1 where a token is, 0 on pads
 * - `token_type_ids`: 0 on pads
 */
export type PaddedBatch = Readonly<
  Record<"input_ids" | "attention_mask" | "token_type_ids", TensorData>
>;

/**
 * Pads examples to the longest of them.
 *
 * @param length - pads further, up to this number of tokens; never cuts
 */
export function padBatch(examples: readonly Tokens[], length = 0): PaddedBatch {
  const width = Math.max(length, ...examples.map((example) => example.tokenIds.length));
  const padded = (valuesOf: (example: Tokens) => Int32Array): TensorData => {
    const data = new BigInt64Array(examples.length * width);
    for (const [sequence, example] of examples.entries()) {
      data.set(Array.from(valuesOf(example), BigInt), sequence * width);
    }
    return { dtype: "int64", shape: [examples.length, width], data };
  };
  return {
    input_ids: padded((example) => example.tokenIds),
    attention_mask: padded((example) => new Int32Array(example.tokenIds.length).fill(1)),
    token_type_ids: padded((example) => example.typeIds),
  };
}
