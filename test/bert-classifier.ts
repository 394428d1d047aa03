import { type Example, type TensorData, unreachable } from "../src/base/index.js";
import { defaultRounding, packBatch } from "../src/batches/index.js";
import { readConfig, readWeights } from "../src/directory/index.js";
import { type Engine, onnxRuntimeEngine, type Precision } from "../src/engine/index.js";
import type { Tensor } from "../src/graph/index.js";
import {
  type BertArchitecture,
  bertArchitecture,
  classifier,
  type Encoded,
  forwardGraph,
  frozenPrefix,
  hiddenName,
  type LossSettings,
  matchWeights,
  parseFrozen,
  prefixGraph,
  type TaskModel,
} from "../src/models/index.js";
import type { OptimizerSettings } from "../src/optimizers/index.js";
import { type BoundBatch, compileGraph, loadForward } from "../src/prediction/index.js";
import { classLabels } from "../src/tasks/index.js";
import { createStepper, planTraining, type Stepper } from "../src/training/index.js";

/** A classifier of three labels with its weights. */
export interface BertClassifier {
  readonly model: TaskModel;
  /** Those that the model directory holds. */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/** What a test may ask of a stepper; the rest is AdamW without decay on one thread. */
export interface SteppingSettings {
  readonly loss?: LossSettings;
  readonly freeze?: string;
  /** Whether the batches bring what the frozen prefix gives, as `behindPrefix` makes them. */
  readonly isBehindPrefix?: boolean;
  readonly optimizer?: Partial<OptimizerSettings>;
  readonly accumulates?: boolean;
  readonly seed?: number;
  /** ONNX Runtime on the CPU where absent. */
  readonly engine?: Engine;
  readonly precision?: Precision;
  /** Whether layers are recomputed on the way back. */
  readonly checkpointing?: boolean;
}

export const withoutDropout = {
  hiddenDropout: 0,
  attentionDropout: 0,
  classifierDropout: 0,
  answerDropout: 0,
  choiceDropout: 0,
};

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
  { loss = {}, optimizer, isBehindPrefix, seed = 42, engine, ...settings }: SteppingSettings,
): Promise<Stepper> {
  const { layerCount } = model.architecture;
  const frozen = parseFrozen(settings.freeze, model.architecture);
  const planned = planTraining(model, {
    ...settings,
    behind: isBehindPrefix ? frozenPrefix(frozen, layerCount, model.reads) : undefined,
    logits: (encoded) => model.logits(encoded),
    loss: (encoded) => model.loss(encoded, loss),
    optimizer: "adamw",
    threads: 1,
    seed,
  });
  const plan = { ...planned, optimizer: { ...planned.optimizer, ...optimizer } };
  return createStepper(engine ?? (await onnxRuntimeEngine()), plan, weights);
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

/** A batch with what the frozen prefix gives for it. */
export async function behindPrefix(
  { model, weights }: BertClassifier,
  freeze: string,
  examples: readonly Example[],
): Promise<BoundBatch> {
  const { layerCount } = model.architecture;
  const prefix =
    frozenPrefix(parseFrozen(freeze, model.architecture), layerCount, model.reads) ??
    unreachable("a prefix");
  const graph = compileGraph(prefixGraph(model, prefix));
  const engine = await onnxRuntimeEngine();
  const program = await loadForward(engine, graph, (name) => weights.get(name), { threads: 1 });
  const batch = labelledBatch(examples);
  const { [hiddenName]: hidden = unreachable("a prefix gives hidden rows") } =
    await program.run(batch);
  await program.close();
  return { ...batch, [hiddenName]: hidden };
}

/** Makes outputs of a graph, by name, of what the encoder gives. */
type Outputs = (encoded: Encoded) => Record<string, Tensor>;

/** Outputs for packed texts, by ONNX Runtime on one thread. */
export async function packedOutputs(
  { model, weights }: BertClassifier,
  outputs: Outputs,
  examples: readonly Example[],
): Promise<Record<string, TensorData>> {
  const compiled = compileGraph(forwardGraph(model, outputs));
  const engine = await onnxRuntimeEngine();
  const program = await loadForward(engine, compiled, (name) => weights.get(name), { threads: 1 });
  const results = await program.run(packBatch(examples, defaultRounding));
  await program.close();
  return results;
}

/** Of gradients: within 1e-3 of each number; the floor is far below them, as they reach 0.1. */
export const gradientTolerance = { absolute: 1e-6, relative: 1e-3 };
