import { type BertArchitecture, isInFrozenPrefix, parseFrozen } from "../models/index.js";
import type { BoundBatch } from "../prediction/index.js";
import { availableMemory } from "./available-memory.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Phase } from "./step-plan.js";

/** Says before a step whether memory will do for it, so that the system does not end the run. */
export interface MemoryGuard {
  fits(microBatches: readonly BoundBatch[]): boolean;
  /** Tells that a step is done: the engine keeps the memory of the largest one. */
  done(microBatches: readonly BoundBatch[]): void;
}

/** What the memory of a micro-batch depends on besides its size. */
export interface ActivationSettings {
  readonly architecture: BertArchitecture;
  /** Layers whose inner values are held at once: all that are differentiated, or one. */
  readonly layers: number;
}

/** What the steps of a phase hold at once. */
export function activationSettings(
  { recipe, smallModel }: PreparedRun,
  { freeze }: Phase,
): ActivationSettings {
  const { architecture } = smallModel;
  const frozen = parseFrozen(freeze ?? undefined, architecture.layerCount);
  const differentiated = Array.from(
    { length: architecture.layerCount },
    (_, layer) => layer,
  ).filter((layer) => !isInFrozenPrefix(layer, frozen)).length;
  const layers = recipe.gradientCheckpointing ? 1 : Math.max(1, differentiated);
  return { architecture, layers };
}

/**
 * Makes the guard of a run.
 *
 * @param available - bytes that can still be taken
 */
export function createMemoryGuard(
  settings: ActivationSettings,
  available: () => number = availableMemory,
): MemoryGuard {
  let held = 0;
  const largest = (microBatches: readonly BoundBatch[]): number =>
    Math.max(...microBatches.map((batch) => activationBytes(batch, settings)));
  return {
    fits(microBatches) {
      const needed = largest(microBatches) - held;
      return needed <= 0 || needed <= available();
    },
    done(microBatches) {
      held = Math.max(held, largest(microBatches));
    },
  };
}

/**
 * Bytes that the engine takes for the inner values of a micro-batch, forward and backward.
 *
 * Axes: R rows, H hidden, I intermediate, N heads, n lines of S slots. A layer holds about
 * `R (17 H + 3 I) + 5 N n S^2` float32 values: counted in the graph, and held against what ONNX Runtime
 * took for MiniLM (docs/decisions/0005-memory.md).
 */
export function activationBytes(
  batch: BoundBatch,
  { architecture, layers }: ActivationSettings,
): number {
  const { hiddenSize, intermediateSize, headCount } = architecture;
  const rows = batch.token_ids.data.length;
  const [lines = 0, length = 0] = batch.grid_index.shape;
  const perRow = 17 * hiddenSize + 3 * intermediateSize;
  const scores = 5 * headCount * lines * length ** 2;
  return 4 * layers * (rows * perRow + scores);
}
