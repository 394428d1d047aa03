import type { Example } from "../base/index.js";
import { batchIndices, epochOrder } from "../batches/index.js";
import type { BatchMaker, BoundBatch } from "../prediction/index.js";
import { classLabels } from "../tasks/index.js";
import type { ResolvedRecipe } from "./recipe.js";
import type { StepPlan } from "./step-plan.js";

/**
 * The micro-batches of each step. Row order is a function of seed and epoch alone, so a resumed run
 * sees the batches that the uninterrupted one saw.
 *
 * @param makeBatch - packs the examples of a micro-batch
 * @returns gives the micro-batches of a step, counted from 0
 */
export function stepBatches(
  train: readonly Example[],
  recipe: Pick<ResolvedRecipe, "seed" | "batchSize" | "gradientAccumulation">,
  plan: StepPlan,
  makeBatch: BatchMaker,
): (step: number) => Promise<BoundBatch[]> {
  let current = { epoch: -1, batches: [] as readonly Int32Array[] };
  return (step) => {
    const { epoch, index } = plan.place(step);
    if (epoch !== current.epoch) {
      const order = epochOrder(train.length, recipe.seed, epoch);
      current = { epoch, batches: batchIndices(order, recipe.batchSize) };
    }
    const first = index * recipe.gradientAccumulation;
    const chosen = current.batches.slice(first, first + recipe.gradientAccumulation);
    const made = chosen.map(async (positions) => {
      const examples = Array.from(positions, (position) => train[position] as Example);
      return { ...(await makeBatch(examples)), labels: classLabels(examples) };
    });
    return Promise.all(made);
  };
}
