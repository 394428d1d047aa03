// An ONNX file with its weights beside it, of XLM-R large's shape and constant weights, written and computed.
//   node bench/large-onnx.mjs
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { bertArchitecture, classifier } from "../dist/models/index.js";
import { writeOnnxModel } from "../dist/training/onnx-model.js";

const sizes = {
  model_type: "xlm-roberta",
  vocab_size: 250002,
  hidden_size: 1024,
  num_hidden_layers: 24,
  num_attention_heads: 16,
  intermediate_size: 4096,
  max_position_embeddings: 514,
  type_vocab_size: 1,
  layer_norm_eps: 1e-5,
  pad_token_id: 1,
};
const model = classifier(bertArchitecture(sizes), { kind: "linear" }, 3);
// With weights of 0 the logits are the bias of the last layer.
const weights = new Map(
  model.parameters.map(({ name, shape }) => {
    const values = new Float32Array(shape.reduce((product, size) => product * size, 1));
    return [name, name.endsWith("bias") ? values.fill(0.5) : values];
  }),
);
const count = [...weights.values()].reduce((sum, { length }) => sum + length, 0);
console.info(`parameters ${count.toLocaleString("en-US")}`);

const folder = mkdtempSync(join(tmpdir(), "berth-bench-"));
try {
  await writeOnnxModel(folder, model, weights);
  for (const name of ["model.onnx", "model.onnx_data"]) {
    console.info(`${name} ${statSync(join(folder, "onnx", name)).size.toLocaleString("en-US")} bytes`);
  }
  const session = await InferenceSession.create(join(folder, "onnx/model.onnx"));
  const ids = (...numbers) => new Tensor("int64", BigInt64Array.from(numbers, BigInt), [1, numbers.length]);
  const outputs = await session.run({
    input_ids: ids(0, 5, 249_999, 2),
    attention_mask: ids(1, 1, 1, 1),
  });
  console.info(`logits ${[...outputs.logits.data].join(", ")}; must be 0.5 each`);
} finally {
  rmSync(folder, { recursive: true });
}
