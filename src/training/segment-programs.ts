import { float32, type TensorData, unreachable } from "../base/index.js";
import type { Engine, Program } from "../engine/index.js";
import { gradientSource, type Segment, weightOfLayer } from "../models/index.js";
import type { Storage } from "../optimizers/index.js";
import type { CompiledGraph } from "../prediction/compiled-graph.js";
import type { BoundBatch, WeightValues } from "../prediction/forward-program.js";
import { dropoutBinder, type MicroBatchPlace } from "./dropout-binder.js";
import type { StepperPlan } from "./stepper.js";

/** A segment whose graphs are compiled: plain data that crosses threads. */
export interface SegmentPlan extends Omit<Segment, "forward" | "backward"> {
  readonly forward: CompiledGraph | undefined;
  readonly backward: CompiledGraph | undefined;
}

/** What a run of a segment works on besides weights and gradients of weights. */
export interface SegmentRun {
  readonly batch: BoundBatch;
  readonly place: MicroBatchPlace;
  /** Rows that go in and memory for rows that come out, by their names in the graph. */
  readonly rows: Readonly<Record<string, TensorData>>;
}

/** The programs of all segments: those that do the same share one, bound to other weights each time. */
export interface SegmentPrograms {
  forward(segment: SegmentPlan, run: SegmentRun): Promise<void>;
  backward(segment: SegmentPlan, run: SegmentRun): Promise<void>;
  programOf(graph: CompiledGraph | undefined): Program;
  close(): Promise<void>;
}

/** Loads every graph of the segments once. */
export async function loadSegments(
  engine: Engine,
  plan: StepperPlan,
  segments: readonly SegmentPlan[],
  storage: Storage,
  values: WeightValues,
): Promise<SegmentPrograms> {
  const programs = new Map<CompiledGraph, Program>();
  // Several programs would each keep their own; that is what is to be saved here.
  const { threads, precision } = plan;
  const options = { threads, precision, keepsMemory: false };
  for (const graph of segments.flatMap(({ forward, backward }) => [forward, backward])) {
    if (graph === undefined || programs.has(graph)) continue;
    programs.set(graph, await engine.load(graph.onnx, options));
  }
  const shapes = new Map(plan.parameters.map(({ name, shape }) => [name, shape]));
  const bindDropout = dropoutBinder(plan.seed);
  const programOf = (graph: CompiledGraph | undefined): Program =>
    programs.get(present(graph)) ?? unreachable("a graph of a segment that is not loaded");
  const run = async (
    graph: CompiledGraph,
    segment: SegmentPlan,
    { batch, place, rows }: SegmentRun,
  ): Promise<void> => {
    const program = programOf(graph);
    const { layer, dropoutSites, firstSite } = segment;
    const bind = (name: string, tensor: TensorData | undefined): void => {
      if (tensor !== undefined) program.bind(name, tensor);
    };
    for (const { name, shape } of graph.inputs) {
      const weight = values(weightOfLayer(name, layer));
      bind(name, weight ? float32(shape.map(Number), weight) : (rows[name] ?? batch[name]));
    }
    const dropping = { program, graph, sites: dropoutSites, firstSite };
    bindDropout(dropping, { ...batch, ...rows }, place);
    for (const output of graph.outputs) {
      const name = weightOfLayer(gradientSource(output) ?? "", layer);
      const shape = shapes.get(name);
      bind(output, shape ? float32(shape, storage.incoming(name)) : rows[output]);
    }
    await program.run();
  };
  return {
    forward: (segment, rest) => run(present(segment.forward), segment, rest),
    backward: (segment, rest) => run(present(segment.backward), segment, rest),
    programOf,
    async close() {
      for (const program of programs.values()) await program.close();
    },
  };
}

function present(graph: CompiledGraph | undefined): CompiledGraph {
  return graph ?? unreachable("a segment without this graph is not run that way");
}
