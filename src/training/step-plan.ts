import type { ResolvedRecipe } from "./recipe.js";

/** Settings that decide where the steps of a run lie. */
export type StepSettings = Pick<
  ResolvedRecipe,
  | "batchSize"
  | "gradientAccumulation"
  | "epochs"
  | "maxSteps"
  | "warmupRatio"
  | "warmupSteps"
  | "evalSteps"
  | "saveSteps"
>;

/** Where each step of a run lies. Steps are counted from 0; a step is an optimizer step. */
export interface StepPlan {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  readonly warmupSteps: number;
  /** Epoch of a step, counted from 0, and the step's place in it. */
  place(step: number): { readonly epoch: number; readonly index: number };
  /** Whether to evaluate once `done` steps are done: every `evalSteps`, or at each epoch's end. */
  evaluatesAfter(done: number): boolean;
  /** Whether to write `last/` once `done` steps are done: every `saveSteps`, or at each epoch's end. */
  savesAfter(done: number): boolean;
}

/** Lays out the steps of a run over `trainRows` rows. */
export function planSteps(settings: StepSettings, trainRows: number): StepPlan {
  const perEpoch = Math.ceil(trainRows / (settings.batchSize * settings.gradientAccumulation));
  const totalSteps = settings.maxSteps ?? Math.ceil(settings.epochs * perEpoch);
  const isDue = (done: number, every: number | null): boolean =>
    done === totalSteps || done % (every ?? perEpoch) === 0;
  return {
    stepsPerEpoch: perEpoch,
    totalSteps,
    warmupSteps: settings.warmupSteps ?? Math.ceil(settings.warmupRatio * totalSteps),
    place: (step) => ({ epoch: Math.floor(step / perEpoch), index: step % perEpoch }),
    evaluatesAfter: (done) => isDue(done, settings.evalSteps),
    savesAfter: (done) => isDue(done, settings.saveSteps),
  };
}
