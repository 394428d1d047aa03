export { type EvaluateOptions, type Evaluation, evaluate } from "./evaluate.js";
export type { EvaluatedRow } from "./evaluated-rows.js";
export type {
  AugmentingEvent,
  EvaluatedEvent,
  EvaluatingEvent,
  FinishedEvent,
  FinishedSeed,
  MemoryShortEvent,
  NotedEvent,
  PrefixEvent,
  SavedEvent,
  Scores,
  SeedEvent,
  SeedSummary,
  ShownExample,
  StartedEvent,
  StepEvent,
  TrainingEvent,
} from "./events.js";
export { type FinetuneOptions, finetune } from "./finetune.js";
export { planTraining, type TrainingSettings } from "./plan-training.js";
export type { Recipe, ResolvedRecipe } from "./recipe.js";
export {
  createStepper,
  type Stepper,
  type StepperPlan,
  type StepperState,
  type StepResult,
  type StepSettings,
} from "./stepper.js";
