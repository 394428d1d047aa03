import { float32, int32, permutation, randomStream } from "../base/index.js";
import type { BatchMaker } from "../prediction/index.js";
import { betaVariate } from "./beta-variate.js";
import type { StepBatchMaker } from "./step-batches.js";

/**
 * Batches whose sequences are mixed with one another, for mixup (Zhang et al. 2018). Partners and shares
 * are drawn from the seed, the step and the micro-batch alone, so a resumed run draws the same ones.
 *
 * @param alpha - both parameters of the Beta distribution of the shares
 * @returns gives beside the batch `mixup_partners` `[n]` int32, a permutation of its sequences, and
 *   `mixup_shares` `[n, 1]` float32, what each keeps of itself
 */
export function mixedBatch(
  makeBatch: BatchMaker,
  { seed, alpha }: { readonly seed: number; readonly alpha: number },
): StepBatchMaker {
  return async (examples, { step, index }) => {
    const count = examples.length;
    const random = randomStream(seed, "mixup", step, index);
    const partners = permutation(count, random);
    const shares = Float32Array.from({ length: count }, () => betaVariate(alpha, random));
    return {
      ...(await makeBatch(examples)),
      mixup_partners: int32([count], partners),
      mixup_shares: float32([count, 1], shares),
    };
  };
}
