import type { Example } from "../../base/index.js";
import { labelCounts } from "./label-counts.js";

/**
 * The logits that a model without regard to the text does best with: `log((w c + 1/2) / (n - c + 1/2))` for a
 * label that c of n rows have and that weighs w. The halves keep the logarithm finite. A head whose bias begins
 * there need not learn first that labels are rare (Lin et al. 2017, "Focal loss for dense object detection",
 * section 3.3, begin at the log odds of a rare class for the same reason).
 *
 * @param examples - training rows; `target` is `[L]`, 1 where the label holds
 * @param positiveWeights - `[L]` weight of each label that holds; absent where all are 1
 * @returns `[L]`
 */
export function labelLogOdds(
  examples: readonly Example[],
  labelCount: number,
  positiveWeights?: readonly number[],
): number[] {
  const counts = labelCounts(examples, labelCount);
  return counts.map((count, label) => {
    const weight = positiveWeights?.[label] ?? 1;
    return Math.log((weight * count + 0.5) / (examples.length - count + 0.5));
  });
}
