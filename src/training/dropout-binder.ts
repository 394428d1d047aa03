import { elementCount, float32, type TensorData, unreachable } from "../base/index.js";
import type { Program } from "../engine/index.js";
import type { Dim } from "../graph/index.js";
import type { DropoutSite } from "../models/index.js";
import type { CompiledGraph } from "../prediction/compiled-graph.js";
import { createDropoutPool, type DropoutPool } from "./dropout-pool.js";

/** Which micro-batch is run: with the site it decides a mask. */
export interface MicroBatchPlace {
  /** Number of the step, counted from 0. */
  readonly step: number;
  /** Number of the micro-batch in the step. */
  readonly index: number;
}

/** A loaded graph and its dropout sites. */
export interface DroppingProgram {
  readonly program: Program;
  readonly graph: CompiledGraph;
  readonly sites: readonly DropoutSite[];
  /** Number of the program's first site among those of the whole training graph. */
  readonly firstSite: number;
}

/**
 * Binds the mask of each site of a program to its place in the pool of its rate. The tensors that are
 * bound to the graph's inputs, by name, tell the sizes of its symbolic axes.
 */
export type DropoutBinder = (
  dropping: DroppingProgram,
  tensors: Readonly<Record<string, TensorData>>,
  place: MicroBatchPlace,
) => void;

/** Masks by (seed, step, micro-batch, site), for all programs of a training. */
export function dropoutBinder(seed: number): DropoutBinder {
  const pools = new Map<number, DropoutPool>();
  return ({ program, graph, sites, firstSite }, tensors, { step, index }) => {
    const sizes = symbolSizes(graph, tensors);
    for (const [site, { input, rate, shape }] of sites.entries()) {
      const siteShape = sizesOf(shape, sizes);
      const pool = pools.get(rate) ?? createDropoutPool({ seed, rate });
      pools.set(rate, pool);
      const place = { step, microBatch: index, site: firstSite + site };
      program.bind(input, float32(siteShape, pool.mask(elementCount(siteShape), place)));
    }
  };
}

/** The sizes of a graph's symbolic axes. */
function symbolSizes(
  { inputs }: CompiledGraph,
  tensors: Readonly<Record<string, TensorData>>,
): ReadonlyMap<Dim, number> {
  const sizes = inputs.flatMap(({ name, shape }) =>
    (tensors[name]?.shape ?? []).map((size, axis) => [shape[axis] ?? size, size] as const),
  );
  return new Map(sizes);
}

function sizesOf(shape: readonly Dim[], sizes: ReadonlyMap<Dim, number>): number[] {
  return shape.map((dim) => (typeof dim === "number" ? dim : (sizes.get(dim) ?? unreachable(dim))));
}
