import { classifierLoss, classifierOutputs } from "../models/index.js";
import { planTraining } from "./plan-training.js";
import type { PreparedRun } from "./prepared-run.js";
import type { RunState } from "./run-state.js";
import type { StepperPlan } from "./stepper.js";

/** Builds a run's graphs and says how to step through them, from a state on. */
export function stepperPlan(
  { recipe, smallModel: model, classWeights, evaluationPrecision }: PreparedRun,
  { microBatchHalvings }: Pick<RunState, "microBatchHalvings">,
): StepperPlan {
  const { labelSmoothing, optimizer, weightDecay, threads, precision, seed } = recipe;
  return planTraining(model, {
    logits: (encoded) => classifierOutputs(model)(encoded).logits,
    loss: classifierLoss(model, {
      labelSmoothing,
      ...(classWeights === undefined ? {} : { classWeights }),
    }),
    freeze: recipe.freeze ?? undefined,
    optimizer,
    weightDecay,
    accumulates: recipe.gradientAccumulation > 1 || microBatchHalvings > 0,
    checkpointing: recipe.gradientCheckpointing,
    threads,
    precision,
    forwardPrecision: evaluationPrecision,
    seed,
  });
}
