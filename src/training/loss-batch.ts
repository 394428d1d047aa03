import type { BatchMaker } from "../prediction/index.js";
import type { Task } from "../tasks/index.js";
import { mixedBatch } from "./mixed-batch.js";
import type { ResolvedRecipe } from "./recipe.js";
import { type StepBatchMaker, targetedBatch } from "./step-batches.js";
import { twinBatch } from "./twin-batch.js";

/** Batches with all that the loss of a run reads: targets, and twins or partners where it asks for them. */
export function lossBatch(
  task: Task,
  makeBatch: BatchMaker,
  { rDrop, mixup, seed }: Pick<ResolvedRecipe, "rDrop" | "mixup" | "seed">,
): StepBatchMaker {
  const targeted = targetedBatch(task, makeBatch);
  if (rDrop > 0) return twinBatch(targeted);
  return mixup > 0 ? mixedBatch(targeted, { seed, alpha: mixup }) : targeted;
}
