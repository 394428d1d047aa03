import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { TensorData } from "../../src/base/index.js";
import { loadTokenizer } from "../../src/tokenizer/index.js";
import { runOnnx } from "../run-onnx.js";

/**
 * Logits of texts by a run's `onnx/model.onnx` on padded inputs, as another program would compute them.
 *
 * @param width - columns of the padded batch
 * @returns row-major: each text's logits in the order of the label ids
 */
export async function onnxLogits(
  directory: string,
  texts: readonly string[],
  width: number,
): Promise<readonly number[]> {
  const tokenizer = await loadTokenizer(directory);
  const encodings = await tokenizer.encode(texts, { maxLength: tokenizer.modelMaxLength ?? 0 });
  const grid = (valueAt: (ids: ArrayLike<number>, column: number) => number): TensorData => ({
    dtype: "int64",
    shape: [texts.length, width],
    data: BigInt64Array.from(
      encodings.flatMap(({ tokenIds }) =>
        Array.from({ length: width }, (_, column) => BigInt(valueAt(tokenIds, column))),
      ),
    ),
  });
  const outputs = await runOnnx(await readFile(join(directory, "onnx/model.onnx")), {
    input_ids: grid((ids, column) => ids[column] ?? 0),
    attention_mask: grid((ids, column) => Number(column < ids.length)),
    token_type_ids: grid(() => 0),
  });
  return outputs["logits"]?.data ?? [];
}
