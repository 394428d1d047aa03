import { elementCount, float32, type TensorData, unreachable } from "../base/index.js";
import type { Engine, Precision, Program } from "../engine/index.js";
import type { Dim } from "../graph/index.js";
import {
  type DropoutSite,
  embeddedName,
  embeddingTables,
  gradientName,
  type Parameter,
  scatterEmbeddingGradient,
} from "../models/index.js";
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
import {
  type BoundBatch,
  bindWeights,
  loadForward,
  type WeightValues,
} from "../prediction/forward-program.js";
import { createDropoutPool } from "./dropout-pool.js";

/** All that a stepper is made from: plain data that crosses threads. */
export interface StepperPlan {
  readonly training: CompiledGraph;
  readonly dropoutSites: readonly DropoutSite[];
  /** Names of the trained weights. */
  readonly trained: readonly string[];
  /** The graph for evaluation, with the output `logits`. */
  readonly forward: CompiledGraph;
  readonly parameters: readonly Parameter[];
  readonly optimizer: OptimizerSettings;
  /** Whether a step may hold more than one micro-batch. */
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
  /** One optimizer step over the micro-batches, equal to one step over all of them at once. */
  step(microBatches: readonly BoundBatch[], settings: StepSettings): Promise<StepResult>;
  /** `logits` of a packed batch under the weights of now. */
  forward(batch: BoundBatch): Promise<TensorData>;
  /** A copy of the weights. */
  weights(): Promise<StepperState["weights"]>;
  /** A copy of the weights and moments. */
  state(): Promise<StepperState>;
  /** Puts weights back, and moments too where the state has them. */
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
  const forward = await loadForward(engine, plan.forward, values, { threads, precision });
  const backward = await loadBackward(engine, plan, storage, values);
  const addGradients = async (microBatches: readonly BoundBatch[], step: number) => {
    let loss = 0;
    let totalWeight = 0;
    try {
      for (const [index, batch] of microBatches.entries()) {
        const sums = await backward.run(batch, { step, index });
        loss += sums.loss;
        totalWeight += sums.weight;
      }
    } catch (error) {
      // The optimizer zeroes what it has used; now it will not come to it.
      storage.zeroGradients();
      throw error;
    }
    return { loss, totalWeight };
  };
  return {
    async step(microBatches, { step, learningRate, maxGradientNorm }) {
      const { loss, totalWeight } = await addGradients(microBatches, step);
      const { gradientNorm } = optimizer.step({ rate: learningRate, totalWeight, maxGradientNorm });
      return { loss: loss / totalWeight, gradientNorm };
    },
    async forward(batch) {
      const { logits } = await forward.run(batch);
      return logits ?? unreachable("the forward graph has an output logits");
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
      optimizer.stepCount = state.stepCount;
      for (const [name, view] of state.weights) storage.values(name).set(view);
      for (const [moment, views] of Object.entries(state.moments)) {
        for (const [name, view] of views) storage.moment(moment as MomentName, name).set(view);
      }
    },
    async close() {
      await forward.close();
      await backward.close();
      await storage.close();
    },
  };
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

/** The training graph, loaded: adds the gradients of a micro-batch to the storage. */
interface BackwardProgram {
  run(
    batch: BoundBatch,
    place: { readonly step: number; readonly index: number },
  ): Promise<{ readonly loss: number; readonly weight: number }>;
  close(): Promise<void>;
}

async function loadBackward(
  engine: Engine,
  plan: StepperPlan,
  storage: Storage,
  values: WeightValues,
): Promise<BackwardProgram> {
  const program = await engine.load(plan.training.onnx, plan);
  const bindBatch = bindWeights(program, plan.training, values);
  const addGradients = bindGradients(program, plan, storage);
  const bindDropout = dropoutBinder(program, plan);
  const loss = new Float32Array(1);
  const weight = new Float32Array(1);
  program.bind("loss", float32([], loss));
  program.bind("weight", float32([], weight));
  return {
    async run(batch, { step, index }) {
      bindBatch(batch);
      bindDropout(batch, step, index);
      await program.run();
      addGradients(batch);
      return { loss: loss[0] as number, weight: weight[0] as number };
    },
    close: () => program.close(),
  };
}

/**
 * Directs the gradient outputs into the storage.
 *
 * @returns what is left to do after a run: adding up, and the gradients of the embedding tables
 */
function bindGradients(
  program: Program,
  plan: StepperPlan,
  storage: Storage,
): (batch: BoundBatch) => void {
  const outputs = new Set(plan.training.outputs);
  for (const { name, shape } of plan.parameters) {
    const output = gradientName(name);
    if (outputs.has(output)) program.bind(output, float32(shape, storage.incoming(name)));
  }
  const embeddedGradient = gradientName(embeddedName);
  if (!outputs.has(embeddedGradient)) return () => storage.addIncoming();
  const tables = {
    word: storage.gradient(embeddingTables.word),
    position: storage.gradient(embeddingTables.position),
    type: storage.gradient(embeddingTables.type),
  };
  return (batch) => {
    storage.addIncoming();
    const { shape, data } = program.output(embeddedGradient);
    scatterEmbeddingGradient(tables, batch, shape[1] ?? 0, data as Float32Array);
  };
}

/** Binds each site's mask to its place in the pool, by (seed, step, micro-batch, site). */
function dropoutBinder(
  program: Program,
  { training, dropoutSites, seed }: StepperPlan,
): (batch: BoundBatch, step: number, microBatch: number) => void {
  const rates = new Set(dropoutSites.map(({ rate }) => rate));
  const pools = new Map(Array.from(rates, (rate) => [rate, createDropoutPool({ seed, rate })]));
  return (batch, step, microBatch) => {
    const sizes = symbolSizes(training, batch);
    for (const [site, { input, rate, shape }] of dropoutSites.entries()) {
      const siteShape = sizesOf(shape, sizes);
      const pool = pools.get(rate) ?? unreachable(`no dropout pool of rate ${rate}`);
      const mask = pool.mask(elementCount(siteShape), { step, microBatch, site });
      program.bind(input, float32(siteShape, mask));
    }
  };
}

/** The sizes of a graph's symbolic axes in a batch. */
function symbolSizes({ inputs }: CompiledGraph, batch: BoundBatch): ReadonlyMap<Dim, number> {
  const sizes = inputs.flatMap(({ name, shape }) =>
    (batch[name]?.shape ?? []).map((size, axis) => [shape[axis] ?? size, size] as const),
  );
  return new Map(sizes);
}

function sizesOf(shape: readonly Dim[], sizes: ReadonlyMap<Dim, number>): number[] {
  return shape.map((dim) => (typeof dim === "number" ? dim : (sizes.get(dim) ?? unreachable(dim))));
}
