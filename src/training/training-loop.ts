import { BerthError } from "../base/index.js";
import { rateAt, type Schedule } from "../optimizers/index.js";
import type { BoundBatch } from "../prediction/index.js";
import { type OnExamples, watchEvaluation } from "./evaluation-progress.js";
import type { EvaluatedEvent, EvaluatingEvent, LoopEvent, Scores, StepEvent } from "./events.js";
import type { ResolvedRecipe } from "./recipe.js";
import { afterEvaluation, afterStep, isBetter, meanLoss, type RunState } from "./run-state.js";
import { createSaves, type SaveMoment, type Saves } from "./saves.js";
import type { Phase, StepPlan } from "./step-plan.js";
import type { StepResult, StepSettings } from "./stepper.js";
import { type StepContext, stepInMemory } from "./steps-in-memory.js";
import { startStopwatch } from "./stopwatch.js";

/** Settings of a recipe that the loop itself heeds. */
export interface LoopSettings
  extends Pick<ResolvedRecipe, "maxGradNorm" | "earlyStopping" | "metricForBestModel"> {
  readonly lrScheduler: Schedule["kind"];
}

/** What the loop works with. */
export interface LoopContext extends StepContext {
  readonly recipe: LoopSettings;
  readonly plan: StepPlan;
  /** The part of the plan that is stepped through. */
  readonly phase: Phase;
  /** Scores of the weights of now on the validation rows. */
  readonly evaluate: (onExamples: OnExamples) => Promise<Scores>;
  /** Examples that an evaluation takes. */
  readonly validationCount: number;
  /** What weight decay leaves of an embedding row without gradient in a step of this rate. */
  readonly untouchedFactor: (rate: number) => number;
  /** Writes `best/` and publishes it. */
  readonly saveBest: (state: RunState, moment: SaveMoment) => Promise<undefined>;
  /** Writes `last/`; gives the directory. */
  readonly saveLast: (state: RunState, moment: SaveMoment) => Promise<string>;
  readonly signal: AbortSignal | undefined;
  /** Wall seconds since the first step of this process. */
  readonly elapsedSeconds: () => number;
}

/** How the loop ended: `complete` where the phase is. */
export interface LoopEnd {
  readonly state: RunState;
  readonly reason: "complete" | "early-stopping" | "interrupted";
}

/**
 * Steps, evaluations and checkpoints, from a state to the end of a phase. Files are written while steps
 * go on; the loop ends when they stand.
 *
 * @throws LOSS_NOT_FINITE when a step's loss or gradient is not finite; that step changed nothing
 * @throws MEMORY_SHORT when memory does not do for a single row
 */
export async function* trainingLoop(
  context: LoopContext,
  start: RunState,
): AsyncGenerator<LoopEvent, LoopEnd> {
  const saves = createSaves();
  try {
    const end = yield* steps(context, start, saves);
    yield* await saves.finish();
    return end;
  } finally {
    await saves.settle();
  }
}

async function* steps(
  context: LoopContext,
  start: RunState,
  saves: Saves,
): AsyncGenerator<LoopEvent, LoopEnd> {
  const { recipe, plan } = context;
  const watch = startStopwatch();
  let state = start;
  const saveLast = (): Promise<void> => {
    const now = state;
    return saves.begin(now.step, (moment) => context.saveLast(now, moment));
  };
  let batches: Promise<readonly BoundBatch[]> | undefined;
  for (;;) {
    state = yield* evaluateDue(context, state, saves);
    const end = endOf(context, state);
    const isSaveDue = plan.savesAfter(state.step) && state !== start;
    if (isSaveDue || (end !== undefined && end !== "complete")) await saveLast();
    yield* saves.completed();
    if (end !== undefined) return { state, reason: end };
    watch.lap();
    const { step, microBatchHalvings: halvings } = state;
    const learningRate = rateOf(context, step);
    const settings = { step, learningRate, maxGradientNorm: recipe.maxGradNorm };
    batches ??= context.batchesOf(step, halvings);
    const taken = yield* stepInMemory(context, { batches: await batches, halvings }, settings);
    const { result } = taken;
    batches = taken.next;
    if (!isFiniteStep(result)) {
      yield* await saves.finish();
      throw lossNotFinite(result, settings, saves.savedStep ?? start.step);
    }
    const untouchedFactor = context.untouchedFactor(learningRate);
    const seconds = watch.lap();
    state = afterStep(state, { ...taken, loss: result.loss, untouchedFactor, seconds });
    const secondsPerStep = watch.total() / (state.step - start.step);
    yield stepEvent(context, state, { ...result, learningRate, secondsPerStep });
  }
}

/** Whether an evaluation is due and was not made, or was left off when a stop was asked for. */
function isUnevaluated({ plan }: LoopContext, { step, lossSinceEvaluation }: RunState): boolean {
  return plan.evaluatesAfter(step) && lossSinceEvaluation.count > 0;
}

/** Why the run ends before the next step; undefined when it goes on. */
function endOf(context: LoopContext, state: RunState): LoopEnd["reason"] | undefined {
  if (isUnevaluated(context, state)) return "interrupted";
  if (state.step >= context.phase.to) return "complete";
  if (hasStalled(context, state)) return "early-stopping";
  return context.signal?.aborted ? "interrupted" : undefined;
}

/** Whether the run ends early. Only its last phase does: a linear probe is there for what follows. */
function hasStalled({ recipe, plan, phase }: LoopContext, state: RunState): boolean {
  const { earlyStopping } = recipe;
  if (earlyStopping === 0 || phase.to < plan.totalSteps) return false;
  return state.evaluationsWithoutGain >= earlyStopping;
}

function rateOf({ recipe, phase }: LoopContext, step: number): number {
  const { from, to, warmupSteps, learningRate: peak } = phase;
  const schedule = { kind: recipe.lrScheduler, totalSteps: to - from, warmupSteps, peak };
  return rateAt(schedule, step - from);
}

/**
 * Evaluates the weights of now where that is due, and begins to save them when no others were better.
 *
 * @returns the state after it; the same as before when a stop was asked for meanwhile
 */
async function* evaluateDue(
  context: LoopContext,
  before: RunState,
  saves: Saves,
): AsyncGenerator<EvaluatingEvent | EvaluatedEvent, RunState> {
  if (!isUnevaluated(context, before)) return before;
  const watch = startStopwatch();
  const { plan, phase, evaluate } = context;
  // A resumed run has the stepper of the phase that follows, which rounds in another way.
  const isOfPhase = before.step < phase.to || phase.to === plan.totalSteps;
  const scores = yield* watchEvaluation({
    step: before.step,
    totalExamples: context.validationCount,
    signal: isOfPhase ? context.signal : undefined,
    evaluate,
  });
  if (scores === undefined) return before;
  context.memory.evaluated();
  const metric = context.recipe.metricForBestModel;
  const score = scores[metric];
  if (score === undefined) throw scoreUntold(metric, Object.keys(scores));
  const bestScore = before.best?.scores[metric];
  const isBest = bestScore === undefined || isBetter(metric, score, bestScore);
  const epoch = before.step / plan.stepsPerEpoch;
  const state = afterEvaluation(before, { scores, epoch, isBest, seconds: watch.total() });
  if (isBest) await saves.begin(state.step, (moment) => context.saveBest(state, moment));
  yield evaluatedEvent(context, state, meanLoss(before.lossSinceEvaluation));
  return state;
}

/** Rows may not tell a score: the loss of answers that stand in no context, or of no words. */
function scoreUntold(metric: string, told: readonly string[]): BerthError {
  const message = `--metric-for-best-model: the validation rows do not tell ${metric}: none has what it is computed of. Choose another score, such as ${told[0]}, or give other rows with --validation.`;
  return new BerthError("METRIC_UNKNOWN", message, { metric, metrics: told });
}

function evaluatedEvent({ plan }: LoopContext, state: RunState, trainLoss: number): EvaluatedEvent {
  const { step, lastScores, best } = state;
  return {
    type: "evaluated",
    step,
    epoch: step / plan.stepsPerEpoch,
    trainLoss,
    scores: lastScores ?? {},
    best: best?.step === step,
  };
}

function stepEvent(
  { plan, phase, elapsedSeconds }: LoopContext,
  { step }: RunState,
  result: StepResult & Pick<StepEvent, "learningRate" | "secondsPerStep">,
): StepEvent {
  const isLastPhase = phase.to === plan.totalSteps;
  return {
    type: "step",
    step,
    totalSteps: plan.totalSteps,
    epoch: step / plan.stepsPerEpoch,
    ...result,
    elapsedSeconds: elapsedSeconds(),
    remainingSeconds: isLastPhase ? result.secondsPerStep * (plan.totalSteps - step) : null,
  };
}

function isFiniteStep({ loss, gradientNorm }: StepResult): boolean {
  return Number.isFinite(loss) && Number.isFinite(gradientNorm);
}

function lossNotFinite(
  { loss, gradientNorm }: StepResult,
  { step: before, learningRate }: StepSettings,
  savedStep: number,
): BerthError {
  const step = before + 1;
  const saved = savedStep > 0 ? `; last/ holds the checkpoint after step ${savedStep}` : "";
  return new BerthError(
    "LOSS_NOT_FINITE",
    `step ${step}: loss ${loss}, gradient norm ${gradientNorm}, learning rate ${learningRate}: training left the finite numbers, and this step was not applied. Start again with a smaller --learning-rate${saved}.`,
    { step, loss: String(loss), gradientNorm: String(gradientNorm), learningRate, savedStep },
  );
}
