import type { Device, EngineName } from "../engine/index.js";
import { type BertArchitecture, isInFrozenPrefix, parseFrozen } from "../models/index.js";
import { momentNames } from "../optimizers/index.js";
import type { BoundBatch } from "../prediction/index.js";
import { availableMemory } from "./available-memory.js";
import { poolSize } from "./dropout-pool.js";
import { type PreparedRun, parameterCount } from "./prepared-run.js";
import type { Phase } from "./step-plan.js";
import type { StepperPlan } from "./stepper.js";

/** Says before a step whether memory will do for it, so that the system does not end the run. */
export interface MemoryGuard {
  fits(microBatches: readonly BoundBatch[]): boolean;
  /** Tells that a step is done: the engine keeps the memory of the largest one. */
  done(microBatches: readonly BoundBatch[]): void;
  /** Tells that weights were evaluated: some engines have given back the memory of steps for it. */
  evaluated(): void;
}

/** What the memory of a step depends on besides the size of its micro-batches. */
export interface MemorySettings {
  readonly engine: EngineName;
  /** Of another device's memory nothing is known: the engine says when there is none. */
  readonly device: Device;
  readonly architecture: BertArchitecture;
  /** Layers whose inner values are held at once: all that are differentiated, or one. */
  readonly layers: number;
  /** Bytes that the weights' storage takes in the first step only: memory counts once it is written. */
  readonly untouched: number;
}

/** What the steps of a phase need. */
export function memorySettings(
  { recipe, smallModel }: PreparedRun,
  { freeze }: Phase,
  { trained, parameters, optimizer }: StepperPlan,
  isResumed: boolean,
): MemorySettings {
  const { architecture } = smallModel;
  const frozen = parseFrozen(freeze ?? undefined, architecture);
  const differentiated = Array.from(
    { length: architecture.layerCount },
    (_, layer) => layer,
  ).filter((layer) => !isInFrozenPrefix(layer, frozen)).length;
  const isTrained = new Set(trained);
  const count = parameterCount({
    parameters: parameters.filter(({ name }) => isTrained.has(name)),
  });
  // Gradients; moments too, unless a checkpoint brought them.
  const blocks = 1 + (isResumed ? 0 : momentNames(optimizer).length);
  return {
    engine: recipe.engine,
    device: recipe.device,
    architecture,
    layers: recipe.gradientCheckpointing ? 1 : Math.max(1, differentiated),
    untouched: 4 * blocks * count,
  };
}

/**
 * Makes the guard of a run.
 *
 * @param available - bytes that can still be taken
 */
export function createMemoryGuard(
  settings: MemorySettings,
  available: () => number = availableMemory,
): MemoryGuard {
  let held = -settings.untouched;
  const largest = (microBatches: readonly BoundBatch[]): number =>
    Math.max(...microBatches.map((batch) => activationBytes(batch, settings)));
  return {
    fits(microBatches) {
      if (settings.device !== "cpu") return true;
      const needed = largest(microBatches) - held;
      return needed <= 0 || needed <= available();
    },
    done(microBatches) {
      held = Math.max(held, largest(microBatches));
    },
    evaluated() {
      // With OpenVINO one program stands at a time: see `createStepper`.
      if (settings.engine === "openvino") held = Math.min(held, 0);
    },
  };
}

/**
 * Bytes that the engine takes for the inner values of a micro-batch, forward and backward.
 *
 * Axes: R rows, H hidden, I intermediate, N heads, n lines of S slots. A layer holds about
 * `R (14 H + 2 I) + 3 N n S^2` float32 values: counted in the graph, and within a tenth of what ONNX
 * Runtime took for MiniLM in batches of 4 to 128 texts.
 */
function activationBytes(
  batch: BoundBatch,
  { architecture, layers }: Pick<MemorySettings, "architecture" | "layers">,
): number {
  const { hiddenSize, intermediateSize, headCount, layerCount, vocabularySize } = architecture;
  const { hiddenDropout, attentionDropout } = architecture;
  const rows = batch.token_ids.data.length;
  const [lines = 0, length = 0] = batch.grid_index.shape;
  const inLayer = rows * (14 * hiddenSize + 2 * intermediateSize);
  const scores = 3 * headCount * lines * length ** 2;
  const betweenLayers = rows * hiddenSize * layerCount;
  // The masked-language head holds about six arrays of logits.
  const maskedRows = batch["masked_labels"]?.data.length ?? 0;
  const logits = 6 * maskedRows * vocabularySize;
  // The masks' pool is as large as the largest needs; of two rates each has its own.
  const pools = new Map<number, number>();
  for (const [rate, count] of [
    [hiddenDropout, rows * hiddenSize],
    [attentionDropout, scores / 3],
  ] as const) {
    if (rate > 0) pools.set(rate, Math.max(pools.get(rate) ?? 0, poolSize(count)));
  }
  const masks = [...pools.values()].reduce((sum, size) => sum + size, 0);
  return 4 * (layers * (inLayer + scores) + betweenLayers + logits + masks);
}
