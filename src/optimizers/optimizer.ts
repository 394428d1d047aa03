import type { AdamNumbers, SgdNumbers } from "./kernels.js";
import type { MomentName, Storage } from "./storage.js";

export interface OptimizerSettings {
  /** `adamw` decays weights apart from the gradient; `adam` and `sgd` add the decay to the gradient. */
  readonly kind: "adamw" | "adam" | "sgd";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly weightDecay: number;
}

export interface OptimizerStep {
  /** Learning rate of this step, before what a tensor's own is multiplied by. */
  readonly rate: number;
  /** What the summed gradients are divided by: the sum of the examples' weights. */
  readonly totalWeight: number;
  /** Largest norm of the whole gradient; 0 turns clipping off. */
  readonly maxGradientNorm: number;
}

export interface Optimizer {
  /** Updates done. Set it when a run is resumed: Adam's bias correction depends on it. */
  stepCount: number;
  /**
   * Updates every trained tensor from its gradient, and zeroes the gradients for the next step.
   *
   * @returns the norm of the whole mean gradient before clipping. Where it is not finite, nothing but
   *   the gradients was changed and the step does not count.
   */
  step(settings: OptimizerStep): { readonly gradientNorm: number };
}

/** The moments that an optimizer keeps: the option `moments` of `createStorage`. */
export function momentNames({ kind }: Pick<OptimizerSettings, "kind">): readonly MomentName[] {
  return kind === "sgd" ? [] : ["exp_avg", "exp_avg_sq"];
}

/** PyTorch's `clip_grad_norm_` adds this to the norm before it divides. */
const CLIP_EPSILON = 1e-6;

/**
 * An optimizer over storage, with the arithmetic of `torch.optim.AdamW`, `Adam` and `SGD` (without
 * momentum). Results do not depend on how storage is split into shards, nor on its threads.
 *
 * @example
 * const optimizer = createOptimizer(storage, {
 *   kind: "adamw", beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01,
 * });
 * const { gradientNorm } = optimizer.step({ rate: 5e-5, totalWeight: 32, maxGradientNorm: 1 });
 */
export function createOptimizer(storage: Storage, settings: OptimizerSettings): Optimizer {
  const isSgd = settings.kind === "sgd";
  return {
    stepCount: 0,
    step({ rate, totalWeight, maxGradientNorm }) {
      const gradientNorm = Math.sqrt(storage.run("sumOfSquares")) / totalWeight;
      if (!Number.isFinite(gradientNorm)) {
        storage.zeroGradients();
        return { gradientNorm };
      }
      this.stepCount += 1;
      const scale = clipScale(gradientNorm, maxGradientNorm) / totalWeight;
      const numbers = storage.groups.map((group): readonly number[] => {
        const decay = group.decay ? settings.weightDecay : 0;
        const ownRate = rate * group.rateFactor;
        return isSgd
          ? sgdNumbers(ownRate, scale, decay)
          : adamNumbers(settings, ownRate, scale, decay, this.stepCount);
      });
      storage.run(isSgd ? "sgd" : "adam", numbers);
      return { gradientNorm };
    },
  };
}

function clipScale(gradientNorm: number, maxGradientNorm: number): number {
  if (maxGradientNorm === 0) return 1;
  return Math.min(1, maxGradientNorm / (gradientNorm + CLIP_EPSILON));
}

function adamNumbers(
  { kind, beta1, beta2, epsilon }: OptimizerSettings,
  rate: number,
  scale: number,
  decay: number,
  stepCount: number,
): AdamNumbers {
  return [
    scale,
    kind === "adam" ? decay : 0,
    kind === "adamw" ? 1 - rate * decay : 1,
    rate / (1 - beta1 ** stepCount),
    1 - beta1,
    beta2,
    1 - beta2,
    1 / Math.sqrt(1 - beta2 ** stepCount),
    epsilon,
  ];
}

function sgdNumbers(rate: number, scale: number, decay: number): SgdNumbers {
  return [scale, decay, rate];
}
