import { BerthError, type Example } from "../../base/index.js";
import { labelCounts } from "./label-counts.js";

/**
 * How much a label that holds counts in the loss, against one that does not.
 *
 * @param spec - `"balanced"`: rows without the label / rows with it, as PyTorch's documentation of
 *   `pos_weight` has it, and 1 where either is none; or one positive number a label, in label order
 * @param examples - training rows; `target` is `[L]`, 1 where the label holds
 * @throws POS_WEIGHT_COUNT when the numbers are not one positive number a label
 */
export function positiveWeights(
  spec: "balanced" | readonly number[],
  examples: readonly Example[],
  labelCount: number,
): number[] {
  if (spec === "balanced") {
    const counts = labelCounts(examples, labelCount);
    const rows = examples.length;
    // Nothing weighs against a label that no row has, or every row: a weight of 0 would leave it unlearnt.
    return counts.map((count) => (count === 0 || count === rows ? 1 : (rows - count) / count));
  }
  if (spec.length === labelCount && spec.every((weight) => weight > 0)) return [...spec];
  throw new BerthError(
    "POS_WEIGHT_COUNT",
    `--pos-weight: must be one positive number for each of the ${labelCount} labels, in their order; ${spec.length} came. Use --pos-weight balanced, or correct the list.`,
    { weights: spec, labelCount },
  );
}
