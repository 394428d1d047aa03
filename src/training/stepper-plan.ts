import type { FrozenPrefix } from "../models/index.js";
import { planTraining } from "./plan-training.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Phase } from "./step-plan.js";
import type { StepperPlan } from "./stepper.js";

/** Where the steps of a phase begin. */
export interface PhaseStart {
  /** The frozen prefix whose rows the batches bring. */
  readonly behind: FrozenPrefix | undefined;
}

/** Builds the graphs of a phase and says how to step through them. */
export function stepperPlan(
  { recipe, smallModel: model, classWeights, positiveWeights, evaluationPrecision }: PreparedRun,
  { freeze }: Phase,
  { behind }: PhaseStart,
): StepperPlan {
  const { labelSmoothing, focalGamma, rDrop, optimizer, weightDecay, threads, precision, seed } =
    recipe;
  const loss = {
    labelSmoothing,
    focalGamma,
    rDrop,
    mixes: recipe.mixup > 0,
    weighsExamples: recipe.truncation === "windows",
    classWeights,
    positiveWeights,
  };
  return planTraining(model, {
    logits: model.logits,
    loss: (encoded) => model.loss(encoded, loss),
    freeze: freeze ?? undefined,
    frozenDropout: recipe.frozenDropout,
    behind,
    optimizer,
    weightDecay,
    layerRateDecay: recipe.llrd,
    // By the settings alone: a run that memory split adds up in the same order once it is resumed.
    accumulates: recipe.gradientAccumulation > 1,
    checkpointing: recipe.gradientCheckpointing,
    threads,
    precision,
    forwardPrecision: evaluationPrecision,
    seed,
  });
}
