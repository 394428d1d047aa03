import {
  classifierLoss,
  classifierOutputs,
  forwardGraph,
  parseFrozen,
  trainingGraph,
} from "../models/index.js";
import { compileGraph } from "../prediction/index.js";
import type { PreparedRun } from "./prepared-run.js";
import type { StepperPlan } from "./stepper.js";

/** Builds a run's graphs and says how to step through them. */
export function stepperPlan({ recipe, smallModel: model, classWeights }: PreparedRun): StepperPlan {
  const { labelSmoothing, threads, seed } = recipe;
  const objective = classifierLoss(model, {
    labelSmoothing,
    ...(classWeights === undefined ? {} : { classWeights }),
  });
  const frozen = parseFrozen(recipe.freeze ?? undefined, model.architecture.layerCount);
  const { graph, dropoutSites, trained } = trainingGraph(model, objective, frozen);
  return {
    training: compileGraph(graph),
    dropoutSites,
    trained,
    forward: compileGraph(forwardGraph(model, classifierOutputs(model))),
    parameters: model.parameters,
    optimizer: {
      kind: recipe.optimizer,
      beta1: 0.9,
      beta2: 0.999,
      epsilon: 1e-8,
      weightDecay: recipe.weightDecay,
    },
    accumulates: recipe.gradientAccumulation > 1,
    threads,
    seed,
  };
}
