import { float32 } from "../base/index.js";
import type { Engine, Program } from "../engine/index.js";
import {
  embeddedName,
  embeddingTables,
  gradientName,
  scatterEmbeddingGradient,
} from "../models/index.js";
import type { Storage } from "../optimizers/index.js";
import { type BoundBatch, bindWeights, type WeightValues } from "../prediction/forward-program.js";
import { dropoutBinder, type MicroBatchPlace } from "./dropout-binder.js";
import type { StepperPlan } from "./stepper.js";

/** The training graph, loaded: adds the gradients of a micro-batch to the storage. */
export interface BackwardProgram {
  run(batch: BoundBatch, place: MicroBatchPlace): Promise<LossSums>;
  close(): Promise<void>;
}

/** What a micro-batch adds to the step's loss. */
export interface LossSums {
  readonly loss: number;
  readonly weight: number;
}

/** Loads the training graph as a whole: the engine keeps what the way back needs. */
export async function loadBackward(
  engine: Engine,
  plan: StepperPlan,
  storage: Storage,
  values: WeightValues,
): Promise<BackwardProgram> {
  const program = await engine.load(plan.training.onnx, plan);
  const bindBatch = bindWeights(program, plan.training, values);
  const addGradients = bindGradients(program, plan, storage);
  const bindDropout = dropoutBinder(plan.seed);
  const dropping = { program, graph: plan.training, sites: plan.dropoutSites, firstSite: 0 };
  const lossSums = bindLoss(program);
  return {
    async run(batch, place) {
      bindBatch(batch);
      bindDropout(dropping, batch, place);
      await program.run();
      addGradients(batch);
      return lossSums();
    },
    close: () => program.close(),
  };
}

/** Directs the loss into memory of ours; what comes back reads it after a run. */
export function bindLoss(program: Program): () => LossSums {
  const loss = new Float32Array(1);
  const weight = new Float32Array(1);
  program.bind("loss", float32([], loss));
  program.bind("weight", float32([], weight));
  return () => ({ loss: loss[0] as number, weight: weight[0] as number });
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
  const scatter = embeddingScatter(storage);
  return (batch) => {
    storage.addIncoming();
    const { shape, data } = program.output(embeddedGradient);
    scatter(batch, shape[1] ?? 0, data as Float32Array);
  };
}

/** Adds the gradient of embedded rows, `[R, E]`, to those of the tables. */
export function embeddingScatter(
  storage: Storage,
): (batch: BoundBatch, width: number, gradient: Float32Array) => void {
  const tables = {
    word: storage.gradient(embeddingTables.word),
    position: storage.gradient(embeddingTables.position),
    type: storage.names.includes(embeddingTables.type)
      ? storage.gradient(embeddingTables.type)
      : undefined,
  };
  return (batch, width, gradient) => scatterEmbeddingGradient(tables, batch, width, gradient);
}
