import type { ResolvedRecipe } from "./recipe.js";

/** Settings that decide where the steps of a run lie. */
export type StepSettings = Pick<
  ResolvedRecipe,
  | "batchSize"
  | "gradientAccumulation"
  | "epochs"
  | "maxSteps"
  | "freeze"
  | "learningRate"
  | "linearProbeFirst"
  | "linearProbeRate"
  | "warmupRatio"
  | "warmupSteps"
  | "evalSteps"
  | "saveSteps"
>;

/** A stretch of a run with its own trained parts and its own course of the learning rate. */
export interface Phase {
  /** First step, counted from 0, and the one after the last. */
  readonly from: number;
  readonly to: number;
  /** Parts that are not trained, as `--freeze` takes them. */
  readonly freeze: string | null;
  /** Highest learning rate. */
  readonly learningRate: number;
  /** Steps at its beginning in which the rate rises. */
  readonly warmupSteps: number;
}

/** Where each step of a run lies. Steps are counted from 0; a step is an optimizer step. */
export interface StepPlan {
  readonly stepsPerEpoch: number;
  readonly totalSteps: number;
  /** One after another, without gaps; most runs have one. */
  readonly phases: readonly Phase[];
  /** Epoch of a step, counted from 0, and the step's place in it. */
  place(step: number): { readonly epoch: number; readonly index: number };
  /** Whether to evaluate once `done` steps are done: every `evalSteps`, or at each epoch's end. */
  evaluatesAfter(done: number): boolean;
  /** Whether to write `last/` once `done` steps are done: every `saveSteps`, or at each epoch's end. */
  savesAfter(done: number): boolean;
}

/**
 * The recipe with the epochs that its steps take, where their number is given: windows of long texts, which are
 * counted once the texts are encoded, make an epoch longer than its rows tell.
 */
export function withPlannedEpochs<Recipe extends Pick<ResolvedRecipe, "epochs" | "maxSteps">>(
  recipe: Recipe,
  { stepsPerEpoch }: StepPlan,
): Recipe {
  if (recipe.maxSteps === null) return recipe;
  return { ...recipe, epochs: Math.ceil(recipe.maxSteps / stepsPerEpoch) };
}

/**
 * Lays out the steps of a run over `trainRows` rows.
 *
 * Epochs of `linearProbeFirst` come before the others: they train the head on the frozen encoder, the
 * rest then starts from there (LP-FT, Kumar et al. 2022). Evaluations and checkpoints also fall on the
 * end of a phase.
 *
 * @param encoder - what the epochs of `linearProbeFirst` freeze, as `--freeze` takes it
 */
export function planSteps(
  settings: StepSettings,
  trainRows: number,
  encoder = "encoder",
): StepPlan {
  const perEpoch = Math.ceil(trainRows / (settings.batchSize * settings.gradientAccumulation));
  const probeSteps = settings.linearProbeFirst * perEpoch;
  const totalSteps = probeSteps + (settings.maxSteps ?? Math.ceil(settings.epochs * perEpoch));
  const phase = (from: number, to: number, trained: Pick<Phase, "freeze" | "learningRate">) => ({
    from,
    to,
    ...trained,
    warmupSteps: settings.warmupSteps ?? Math.ceil(settings.warmupRatio * (to - from)),
  });
  const { freeze, learningRate } = settings;
  const probe = { freeze: encoder, learningRate: settings.linearProbeRate ?? learningRate };
  const phases = [
    ...(probeSteps > 0 ? [phase(0, probeSteps, probe)] : []),
    phase(probeSteps, totalSteps, { freeze, learningRate }),
  ];
  const isDue = (done: number, every: number | null): boolean =>
    phases.some(({ to }) => done === to) || done % (every ?? perEpoch) === 0;
  return {
    stepsPerEpoch: perEpoch,
    totalSteps,
    phases,
    place: (step) => ({ epoch: Math.floor(step / perEpoch), index: step % perEpoch }),
    evaluatesAfter: (done) => isDue(done, settings.evalSteps),
    savesAfter: (done) => isDue(done, settings.saveSteps),
  };
}
