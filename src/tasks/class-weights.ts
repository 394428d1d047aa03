import { BerthError } from "../base/index.js";

/**
 * The weight of each class in the loss.
 *
 * @param spec - `"balanced"`: rows / (classes * rows of the class), so that rare classes count as
 *   much as frequent ones, 1 for a class without rows; or one positive number a class, in label order
 * @param counts - training rows of each class
 * @throws CLASS_WEIGHTS_COUNT when the numbers are not one positive number a class
 *
 * @example
 * classWeights("balanced", [30, 10]); // [0.6666666666666666, 2]
 */
export function classWeights(
  spec: "balanced" | readonly number[],
  counts: readonly number[],
): number[] {
  if (spec === "balanced") {
    const rows = counts.reduce((total, count) => total + count, 0);
    return counts.map((count) => (count === 0 ? 1 : rows / (counts.length * count)));
  }
  if (spec.length === counts.length && spec.every((weight) => weight > 0)) return [...spec];
  throw new BerthError(
    "CLASS_WEIGHTS_COUNT",
    `--class-weights: must be one positive number for each of the ${counts.length} labels, in their order; ${spec.join(", ")} came. Use --class-weights balanced, or correct the list.`,
    { weights: spec, labelCount: counts.length },
  );
}
