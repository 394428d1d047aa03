import { availableParallelism } from "node:os";
import type { Precision } from "../engine/index.js";
import type { Graph, Tensor } from "../graph/index.js";
import {
  type Encoded,
  type FrozenPrefix,
  forwardGraph,
  type Loss,
  layerRate,
  type ModelDefinition,
  type Parameter,
  parseFrozen,
  type Segment,
  trainingGraph,
  trainingSegments,
} from "../models/index.js";
import type { OptimizerSettings } from "../optimizers/index.js";
import { type CompiledGraph, compileGraph } from "../prediction/index.js";
import type { SegmentPlan } from "./segment-programs.js";
import type { StepperPlan } from "./stepper.js";

export interface TrainingSettings {
  /** Builds the logits on the encoder's outputs: what `forward` of the stepper computes. */
  readonly logits: (encoded: Encoded) => Tensor;
  /** Builds the loss. Inputs that it makes, such as `labels`, are bound from each batch by name. */
  readonly loss: (encoded: Encoded) => Loss;
  /** Parts that are not trained, as `--freeze` takes them; none where absent. */
  readonly freeze?: string | undefined;
  /** Whether frozen layers drop values as well; not where absent. */
  readonly frozenDropout?: boolean;
  /**
   * The frozen part whose output the batches bring as `hidden`, so that it is not computed here; it must
   * fit `freeze`.
   */
  readonly behind?: FrozenPrefix | undefined;
  readonly optimizer: OptimizerSettings["kind"];
  /** 0 where absent. */
  readonly weightDecay?: number;
  /** What the rate is multiplied by from layer to layer downwards; 1 where absent. */
  readonly layerRateDecay?: number;
  /** Whether a step may hold more than one micro-batch; not where absent. */
  readonly accumulates?: boolean;
  /** Whether layers are recomputed on the way back instead of being kept; not where absent. */
  readonly checkpointing?: boolean;
  /** Threads of the engine; the machine's cores where absent. */
  readonly threads?: number;
  /** Precision of the steps; `f32` where absent. */
  readonly precision?: Precision;
  /** Precision of `forward`; `f32` where absent. */
  readonly forwardPrecision?: Precision;
  /** Decides the dropout. */
  readonly seed: number;
}

/**
 * Builds the graphs of a training, and says how to step through them.
 *
 * @throws FREEZE_UNKNOWN, LAYERS_SHARED
 *
 * @example
 * const plan = planTraining(model, { logits, loss, optimizer: "adamw", seed: 42 });
 * const stepper = await createStepper(await onnxRuntimeEngine(), plan, weights);
 */
export function planTraining(model: ModelDefinition, settings: TrainingSettings): StepperPlan {
  const { accumulates = false, threads = availableParallelism(), seed, behind } = settings;
  const { precision = "f32", forwardPrecision = "f32", frozenDropout } = settings;
  const frozen = parseFrozen(settings.freeze, model.architecture);
  const options = { behind, frozenDropout };
  const { graph, dropoutSites, trained } = trainingGraph(model, settings.loss, frozen, options);
  const segments =
    settings.checkpointing && behind === undefined
      ? compiledSegments(trainingSegments(model, settings.loss, frozen, options))
      : undefined;
  const forward = forwardGraph(model, (encoded) => ({ logits: settings.logits(encoded) }), behind);
  return {
    training: compileGraph(graph),
    dropoutSites,
    segments,
    trained,
    forward: compileGraph(forward),
    parameters: atLayerRates(model, settings.layerRateDecay ?? 1),
    optimizer: {
      kind: settings.optimizer,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: settings.weightDecay ?? 0,
    },
    accumulates,
    threads,
    precision,
    forwardPrecision,
    seed,
  };
}

/** The parameters, with what each layer's learning rate is multiplied by. */
function atLayerRates(
  { parameters, architecture: { layerCount } }: ModelDefinition,
  decay: number,
): readonly Parameter[] {
  if (decay === 1) return parameters;
  return parameters.map((parameter) => {
    const { name, rateFactor = 1 } = parameter;
    return { ...parameter, rateFactor: rateFactor * layerRate(name, { layerCount, decay }) };
  });
}

/** Compiles the graphs of segments, each once: segments that share one go on sharing it. */
function compiledSegments(segments: readonly Segment[]): SegmentPlan[] {
  const known = new Map<Graph, CompiledGraph>();
  const compiled = (graph: Graph | undefined): CompiledGraph | undefined => {
    if (graph === undefined) return undefined;
    const found = known.get(graph) ?? compileGraph(graph);
    known.set(graph, found);
    return found;
  };
  return segments.map((segment) => ({
    ...segment,
    forward: compiled(segment.forward),
    backward: compiled(segment.backward),
  }));
}
