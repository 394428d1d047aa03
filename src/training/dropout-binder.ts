import { elementCount, float32, unreachable } from "../base/index.js";
import type { Program } from "../engine/index.js";
import type { Dim } from "../graph/index.js";
import type { DropoutSite, packedSizes } from "../models/index.js";
import type { BoundBatch } from "../prediction/forward-program.js";
import { createDropoutPool, type DropoutPool } from "./dropout-pool.js";

/** Which micro-batch is run: with the site it decides a mask. */
export interface MicroBatchPlace {
  /** Number of the step, counted from 0. */
  readonly step: number;
  /** Number of the micro-batch in the step. */
  readonly index: number;
}

/** Binds the mask of each site of a program to its place in the pool of its rate. */
export type DropoutBinder = (
  program: Program,
  sites: readonly DropoutSite[],
  batch: BoundBatch,
  place: MicroBatchPlace & {
    /** Number of the program's first site among those of the whole training graph. */
    readonly firstSite: number;
  },
) => void;

/** Masks by (seed, step, micro-batch, site), for all programs of a training. */
export function dropoutBinder(seed: number): DropoutBinder {
  const pools = new Map<number, DropoutPool>();
  return (program, sites, batch, { step, index, firstSite }) => {
    const [sequences = 0, length = 0] = batch.grid_index.shape;
    const sizes = { rows: batch.token_ids.data.length, sequences, length };
    for (const [site, { input, rate, shape }] of sites.entries()) {
      const siteShape = sizesOf(shape, sizes);
      const pool = pools.get(rate) ?? createDropoutPool({ seed, rate });
      pools.set(rate, pool);
      const place = { step, microBatch: index, site: firstSite + site };
      program.bind(input, float32(siteShape, pool.mask(elementCount(siteShape), place)));
    }
  };
}

/** A shape with the packed layout's symbolic axes filled in. */
function sizesOf(
  shape: readonly Dim[],
  sizes: Readonly<Record<keyof typeof packedSizes, number>>,
): number[] {
  const known: Readonly<Record<string, number>> = sizes;
  return shape.map((dim) => (typeof dim === "number" ? dim : (known[dim] ?? unreachable(dim))));
}
