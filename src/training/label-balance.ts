import type { Example } from "../base/index.js";
import type { Task } from "../tasks/index.js";
import type { ResolvedRecipe } from "./recipe.js";

/** What a run takes from how often labels occur. */
export interface LabelBalance {
  /** `[L]` weight of each label where it holds; absent where it counts as where it does not. */
  readonly positiveWeights: readonly number[] | undefined;
  /** `[L]` what the bias of a new head begins with; absent where it is drawn like other weights. */
  readonly headBias: readonly number[] | undefined;
}

/**
 * Weighs the labels as the recipe asks, and finds where the bias of a new head begins under these weights.
 *
 * @throws POS_WEIGHT_COUNT when the weights do not fit the labels
 */
export function labelBalance(
  task: Pick<Task, "positiveWeights" | "headBias">,
  { posWeight }: Pick<ResolvedRecipe, "posWeight">,
  examples: readonly Example[],
  labelCount: number,
): LabelBalance {
  const positiveWeights =
    posWeight === null ? undefined : task.positiveWeights?.(posWeight, examples, labelCount);
  return { positiveWeights, headBias: task.headBias?.(examples, labelCount, positiveWeights) };
}
