// Pre-training steps from random weights by the parts of `berth pretrain`: what pretrain_step.py does in PyTorch.
import { parseArgs } from "node:util";
import { maskedBatch } from "../../dist/batches/index.js";
import {
  pretrainingLoss,
  pretrainingModel,
  pretrainingSums,
} from "../../dist/models/index.js";
import { bertArchitecture, completeWeights, createStepper, planTraining } from "../../dist/index.js";
import { openEngine } from "./open-engine.mjs";
import { sequencesOf, vocabularySize } from "./pretraining-batches.mjs";

const { values } = parseArgs({
  options: {
    ...{ engine: { type: "string" }, precision: { type: "string" }, threads: { type: "string" } },
    ...{ layers: { type: "string", default: "4" }, hidden: { type: "string", default: "512" } },
    ...{ steps: { type: "string", default: "8" } },
  },
});
const warmUp = 3;
const hidden = Number(values.hidden);
const architecture = bertArchitecture({
  ...{ model_type: "bert", vocab_size: vocabularySize, hidden_size: hidden },
  ...{ num_hidden_layers: Number(values.layers), num_attention_heads: hidden / 64 },
  ...{ intermediate_size: 4 * hidden, max_position_embeddings: 512, type_vocab_size: 2 },
});
const model = pretrainingModel(architecture, { tellsPairs: true });
const plan = planTraining(model, {
  logits: pretrainingSums(model),
  loss: pretrainingLoss(model),
  optimizer: "adamw",
  weightDecay: 0.01,
  threads: Number(values.threads),
  precision: values.precision,
  seed: 0,
});
const weights = completeWeights(model.parameters, new Map(), 0);
const stepper = await createStepper(await openEngine(values.engine), plan, weights);

const seconds = [];
let tokens = 0;
let loss = 0;
for (let step = 0; step < warmUp + Number(values.steps); step++) {
  const sequences = sequencesOf(step);
  const start = performance.now();
  const masked = sequences.reduce((sum, { places }) => sum + places.length, 0);
  const batch = maskedBatch(sequences, { pairScale: masked / sequences.length });
  ({ loss } = await stepper.step([batch], { step, learningRate: 1e-4, maxGradientNorm: 1 }));
  seconds.push((performance.now() - start) / 1000);
  tokens = sequences.reduce((sum, { tokenIds }) => sum + tokenIds.length, 0);
}
await stepper.close();
const sorted = seconds.slice(warmUp).sort((a, b) => a - b);
const median = (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
console.info(JSON.stringify({ seconds: median, tokensPerSecond: tokens / median, loss }));
