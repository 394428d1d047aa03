// Training steps of a model of BERT-base's size with random weights: what base_step.py does in PyTorch.
import { parseArgs } from "node:util";
import {
  bertArchitecture,
  classifier,
  completeWeights,
  createStepper,
  packBatch,
  planTraining,
} from "../../dist/index.js";
import { openEngine } from "./open-engine.mjs";

const { values } = parseArgs({
  options: {
    ...{ engine: { type: "string" }, precision: { type: "string" }, threads: { type: "string" } },
    ...{ layers: { type: "string", default: "12" }, steps: { type: "string", default: "8" } },
  },
});
const warmUp = 3;

// What BertConfig says unless told otherwise.
const architecture = bertArchitecture({
  ...{ model_type: "bert", vocab_size: 30522, hidden_size: 768, intermediate_size: 3072 },
  ...{ num_hidden_layers: Number(values.layers), num_attention_heads: 12, hidden_act: "gelu" },
  ...{ hidden_dropout_prob: 0.1, attention_probs_dropout_prob: 0.1, type_vocab_size: 2 },
  ...{ max_position_embeddings: 512, layer_norm_eps: 1e-12 },
});
const model = classifier(architecture, { kind: "linear" }, 3);
const plan = planTraining(model, {
  logits: (encoded) => model.logits(encoded),
  loss: (encoded) => model.loss(encoded, {}),
  optimizer: "adamw",
  weightDecay: 0.01,
  threads: Number(values.threads),
  precision: values.precision,
  seed: 0,
});
const weights = completeWeights(model.parameters, new Map(), 0);
const stepper = await createStepper(await openEngine(values.engine), plan, weights);

/** 16 sequences of 20 to 128 tokens; the same numbers in base_step.py. */
function examplesOf(step) {
  return Array.from({ length: 16 }, (_, sequence) => {
    const length = 20 + ((sequence * 37 + step * 53) % 109);
    const tokenIds = Int32Array.from(
      { length },
      (_, place) => 1000 + ((sequence * 7919 + place * 104729 + step) % 29000),
    );
    return { row: sequence, tokenIds, typeIds: new Int32Array(length) };
  });
}
const labels = {
  dtype: "int32",
  shape: [16],
  data: Int32Array.from({ length: 16 }, (_, i) => i % 3),
};

const seconds = [];
let loss = 0;
for (let step = 0; step < warmUp + Number(values.steps); step++) {
  const examples = examplesOf(step);
  const start = performance.now();
  const batch = { ...packBatch(examples), labels };
  ({ loss } = await stepper.step([batch], { step, learningRate: 5e-5, maxGradientNorm: 1 }));
  seconds.push((performance.now() - start) / 1000);
}
await stepper.close();
const sorted = seconds.slice(warmUp).sort((a, b) => a - b);
const middle = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]];
console.info(JSON.stringify({ seconds: (middle[0] + middle[1]) / 2, loss }));
