import { type Example, unreachable } from "../src/base/index.js";
import { defaultRounding, packBatch } from "../src/batches/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import { onnxRuntimeEngine } from "../src/engine/index.js";
import {
  type BertArchitecture,
  bertArchitecture,
  type Classifier,
  type CrossEntropyOptions,
  classifier,
  classifierLoss,
  classifierOutputs,
  matchWeights,
} from "../src/models/index.js";
import type { OptimizerSettings } from "../src/optimizers/index.js";
import type { BoundBatch } from "../src/prediction/index.js";
import { classLabels } from "../src/tasks/index.js";
import { createStepper, planTraining, type Stepper } from "../src/training/index.js";

/** A classifier of three labels with its weights. */
export interface BertClassifier {
  readonly model: Classifier;
  /** Those that the model directory holds. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** What a test may ask of a stepper; the rest is AdamW without decay on one thread. */
export interface SteppingSettings {
  readonly loss?: CrossEntropyOptions;
  readonly freeze?: string;
  readonly optimizer?: Partial<OptimizerSettings>;
  readonly accumulates?: boolean;
  readonly seed?: number;
  /** Whether layers are recomputed on the way back. */
  readonly checkpointing?: boolean;
}

export const withoutDropout = { hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };

/** Reads a model directory; `changes` replace settings of its `config.json`. */
export async function readBert(
  directory: string,
  changes: Partial<BertArchitecture>,
): Promise<BertClassifier> {
  const architecture = { ...bertArchitecture(await readConfig(directory)), ...changes };
  const model = classifier(architecture, { kind: "linear" }, 3);
  const tensors = await readWeights(directory);
  return { model, weights: matchWeights(model.parameters, tensors, directory).values };
}

/** A stepper in this thread. */
export async function stepperOf(
  { model, weights }: BertClassifier,
  { loss = {}, optimizer, seed = 42, ...settings }: SteppingSettings,
): Promise<Stepper> {
  const planned = planTraining(model, {
    ...settings,
    logits: (encoded) => classifierOutputs(model)(encoded).logits,
    loss: classifierLoss(model, loss),
    optimizer: "adamw",
    threads: 1,
    seed,
  });
  const plan = { ...planned, optimizer: { ...planned.optimizer, ...optimizer } };
  return createStepper(await onnxRuntimeEngine(), plan, weights);
}

/** A step's loss and the gradient of each trained weight. */
export interface MeanGradients {
  readonly loss: number;
  readonly gradientNorm: number;
  readonly gradients: ReadonlyMap<string, Float32Array>;
}

/**
 * The gradients of one step, through the same door as training: where Adam's first moment forgets
 * at once (beta1 = 0), it is the gradient.
 */
export async function meanGradients(
  bert: BertClassifier,
  microBatches: readonly BoundBatch[],
  settings: SteppingSettings = {},
): Promise<MeanGradients> {
  const stepper = await stepperOf(bert, { ...settings, optimizer: { beta1: 0 } });
  const step = { step: 0, learningRate: 0, maxGradientNorm: 0 };
  const result = await stepper.step(microBatches, step);
  const { exp_avg: gradients = unreachable("AdamW has exp_avg") } = (await stepper.state()).moments;
  await stepper.close();
  return { ...result, gradients };
}

/** Examples as a packed batch with their labels. */
export function labelledBatch(examples: readonly Example[]): BoundBatch {
  return { ...packBatch(examples, defaultRounding), labels: classLabels(examples) };
}
