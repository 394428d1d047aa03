import { type TensorData, unreachable } from "../base/index.js";
import { type Engine, memoryFault, type Precision } from "../engine/index.js";
import { type DropoutSite, gradientName, type Parameter } from "../models/index.js";
import {
  createOptimizer,
  createStorage,
  type MomentName,
  momentNames,
  type OptimizerSettings,
  type Storage,
} from "../optimizers/index.js";
// Not the room's index: the step worker would load readers and tokenizers with it.
import type { CompiledGraph } from "../prediction/compiled-graph.js";
import { type BoundBatch, loadForward, type WeightValues } from "../prediction/forward-program.js";
import { loadBackward } from "./backward-program.js";
import { loadCheckpointed } from "./checkpointed-backward.js";
import { createGradientSum } from "./gradient-sum.js";
import { type LoadedWhenUsed, loadedWhenUsed } from "./loaded-when-used.js";
import type { SegmentPlan } from "./segment-programs.js";
import { type StoredPiece, writeStored } from "./stored-pieces.js";

/** All that a stepper is made from: plain data that crosses threads. */
export interface StepperPlan {
  readonly training: CompiledGraph;
  readonly dropoutSites: readonly DropoutSite[];
  /** The training graph in segments, where layers are recomputed: run instead of the whole. */
  readonly segments?: readonly SegmentPlan[] | undefined;
  /** Names of the trained weights. */
  readonly trained: readonly string[];
  /** The graph for evaluation, with the output `logits`. */
  readonly forward: CompiledGraph;
  readonly parameters: readonly Parameter[];
  readonly optimizer: OptimizerSettings;
  /** Whether steps hold more than one micro-batch. Others may too, but take more memory then. */
  readonly accumulates: boolean;
  readonly threads: number;
  readonly precision: Precision;
  readonly forwardPrecision: Precision;
  readonly seed: number;
}

/** What differs from step to step. */
export interface StepSettings {
  /** Number of the step, counted from 0: decides the dropout masks. */
  readonly step: number;
  readonly learningRate: number;
  /** Largest norm of the whole gradient; 0 turns clipping off. */
  readonly maxGradientNorm: number;
}

export interface StepResult {
  /** Weighted mean loss over the step's micro-batches. */
  readonly loss: number;
  /** Norm of the whole gradient before clipping. */
  readonly gradientNorm: number;
}

/** Weights and optimizer moments at one moment: what an exact resume needs. */
export interface StepperState {
  readonly stepCount: number;
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** One map a moment, under PyTorch's names `exp_avg` and `exp_avg_sq`. */
  readonly moments: Readonly<Record<string, ReadonlyMap<string, Float32Array>>>;
}

/** Owns a model's weights, gradients and moments, and moves them step by step. */
export interface Stepper {
  /**
   * One optimizer step over the micro-batches, equal to one step over all of them at once.
   *
   * @throws ENGINE_MEMORY when memory runs short; nothing has changed then, and smaller micro-batches may do
   */
  step(microBatches: readonly BoundBatch[], settings: StepSettings): Promise<StepResult>;
  /** `logits` of a packed batch under the weights of now. */
  forward(batch: BoundBatch): Promise<TensorData>;
  /** A copy of one weight. */
  values(name: string): Promise<Float32Array>;
  /**
   * Writes weights and moments of now to their places in a file, without a copy of them. Steps may go
   * on meanwhile: the next update of the weights waits until they are read.
   *
   * @throws DISK_FULL, FILE_UNWRITABLE
   */
  write(file: string, pieces: readonly StoredPiece[]): Promise<void>;
  /** A copy of the weights. */
  weights(): Promise<StepperState["weights"]>;
  /** A copy of the weights and moments. */
  state(): Promise<StepperState>;
  /** Puts weights back, and moments too where the state has them. Takes its arrays over. */
  restore(state: StepperState): Promise<void>;
  close(): Promise<void>;
}

/**
 * Makes a stepper in this thread. With ONNX Runtime, `step` and `forward` block it while they run.
 *
 * @param plan - graphs, weights and settings
 * @param weights - first values, one array a parameter
 */
export async function createStepper(
  engine: Engine,
  plan: StepperPlan,
  weights: ReadonlyMap<string, Float32Array>,
): Promise<Stepper> {
  const storage = weightStorage(engine, plan, weights);
  const optimizer = createOptimizer(storage, plan.optimizer);
  const names = new Set(plan.parameters.map(({ name }) => name));
  const values: WeightValues = (name) => (names.has(name) ? storage.values(name) : undefined);
  const { threads, forwardPrecision: precision } = plan;
  const forward = loadedWhenUsed(() =>
    loadForward(engine, plan.forward, values, { threads, precision }),
  );
  const backward = loadedWhenUsed(() =>
    plan.segments
      ? loadCheckpointed(engine, plan, plan.segments, storage, values)
      : loadBackward(engine, plan, storage, values),
  );
  /** OpenVINO's programs keep all their buffers, each a good part of a process: only one of both stands. */
  const alone = async (other: LoadedWhenUsed<unknown>): Promise<void> => {
    if (engine.memory === "shared") await other.close();
  };
  // What the engine refuses comes to light here, not in the first step.
  await backward.get();
  const sum = createGradientSum(storage, overwritten(plan));
  /** What reads the storage now: it must not change before. */
  const readers = new Set<Promise<unknown>>();
  /** Gradients of all micro-batches, added up in the storage. */
  const addGradients = async (microBatches: readonly BoundBatch[], step: number) => {
    await alone(forward);
    const { run } = await backward.get();
    const total = { loss: 0, weight: 0 };
    const addsHere = microBatches.length > 1 && !plan.accumulates;
    for (const [index, batch] of microBatches.entries()) {
      const { loss, weight } = await run(batch, { step, index });
      total.loss += loss;
      total.weight += weight;
      if (addsHere && index < microBatches.length - 1) sum.putAside(index);
    }
    if (addsHere) sum.addBack();
    return total;
  };
  /** After a lack of memory the engine still holds all it got: closed, and loaded anew, it begins with nothing. */
  const forgetMemory = async (cause: unknown): Promise<never> => {
    const fault = memoryFault(cause);
    if (fault === undefined) throw cause;
    await backward.close();
    throw fault;
  };
  return {
    async step(microBatches, { step, learningRate, maxGradientNorm }) {
      const { loss, weight } = await addGradients(microBatches, step).catch((cause: unknown) => {
        // The optimizer zeroes what it has used; now it will not come to it.
        storage.zeroGradients();
        return forgetMemory(cause);
      });
      await Promise.all(readers);
      // Texts of nothing but unknown tokens hide none: loss and gradients are 0.
      const totalWeight = weight === 0 && loss === 0 ? 1 : weight;
      const { gradientNorm } = optimizer.step({ rate: learningRate, totalWeight, maxGradientNorm });
      return { loss: loss / totalWeight, gradientNorm };
    },
    async forward(batch) {
      await alone(backward);
      const { logits } = await (await forward.get()).run(batch);
      return logits ?? unreachable("the forward graph has an output logits");
    },
    values: async (name) => storage.values(name).slice(),
    async write(file, pieces) {
      const writing = writeStored(file, pieces, storage);
      const reader = writing.catch(() => undefined);
      readers.add(reader);
      await writing.finally(() => readers.delete(reader));
    },
    weights: async () => copies(names, storage.values),
    state: async () => ({
      stepCount: optimizer.stepCount,
      weights: copies(names, storage.values),
      moments: Object.fromEntries(
        storage.momentNames.map((moment) => [
          moment,
          copies(plan.trained, (name) => storage.moment(moment, name)),
        ]),
      ),
    }),
    async restore(state) {
      await Promise.all(readers);
      optimizer.stepCount = state.stepCount;
      for (const [name, view] of state.weights) storage.values(name).set(view);
      for (const [moment, views] of Object.entries(state.moments)) {
        for (const [name, view] of views) storage.moment(moment as MomentName, name).set(view);
      }
    },
    async close() {
      await Promise.all(readers);
      await forward.close();
      await backward.close();
      await storage.close();
    },
  };
}

/** The trained tensors whose gradient a program writes; those that are only looked up get theirs in rows. */
function overwritten({ trained, training }: StepperPlan): string[] {
  const outputs = new Set(training.outputs);
  return trained.filter((name) => outputs.has(gradientName(name)));
}

function copies(
  names: Iterable<string>,
  view: (name: string) => Float32Array,
): Map<string, Float32Array> {
  return new Map(Array.from(names, (name) => [name, view(name).slice()]));
}

/** More threads do not make the optimizer faster: memory does not keep up with them. */
const mostThreads = 8;

function weightStorage(
  engine: Engine,
  plan: StepperPlan,
  weights: ReadonlyMap<string, Float32Array>,
): Storage {
  const shared = engine.memory === "shared";
  const trained = new Set(plan.trained);
  const tensors = plan.parameters.map((parameter) => ({
    ...parameter,
    trained: trained.has(parameter.name),
  }));
  const storage = createStorage(tensors, {
    moments: momentNames(plan.optimizer),
    accumulates: plan.accumulates,
    shared,
    threads: shared ? Math.min(plan.threads, mostThreads) : 1,
  });
  for (const { name } of tensors) {
    storage.values(name).set(weights.get(name) ?? unreachable(`no values for ${name}`));
  }
  return storage;
}
