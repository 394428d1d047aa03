import { classifierLoss, classifierOutputs, type FrozenPrefix } from "../models/index.js";
import { planTraining } from "./plan-training.js";
import type { PreparedRun } from "./prepared-run.js";
import type { Phase } from "./step-plan.js";
import type { StepperPlan } from "./stepper.js";

/**
 * Builds the graphs of a phase and says how to step through them.
 *
 * @param behind - the frozen prefix whose rows the batches bring
 */
export function stepperPlan(
  { recipe, smallModel: model, classWeights }: PreparedRun,
  { freeze }: Phase,
  behind: FrozenPrefix | undefined,
): StepperPlan {
  const { labelSmoothing, optimizer, weightDecay, threads, seed } = recipe;
  return planTraining(model, {
    logits: (encoded) => classifierOutputs(model)(encoded).logits,
    loss: classifierLoss(model, {
      labelSmoothing,
      ...(classWeights === undefined ? {} : { classWeights }),
    }),
    freeze: freeze ?? undefined,
    frozenDropout: recipe.frozenDropout,
    behind,
    optimizer,
    weightDecay,
    accumulates: recipe.gradientAccumulation > 1,
    threads,
    seed,
  });
}
