import { classifierLoss, classifierOutputs } from "../models/index.js";
import { planTraining } from "./plan-training.js";
import type { PreparedRun } from "./prepared-run.js";
import type { StepperPlan } from "./stepper.js";

/** Builds a run's graphs and says how to step through them. */
export function stepperPlan(run: PreparedRun): StepperPlan {
  const { recipe, smallModel: model, classWeights, evaluationPrecision } = run;
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
    accumulates: recipe.gradientAccumulation > 1,
    threads,
    precision,
    forwardPrecision: evaluationPrecision,
    seed,
  });
}
