import { BerthError } from "../base/index.js";
import { rateAt } from "../optimizers/index.js";
import type { BoundBatch } from "../prediction/index.js";
import type { EvaluatedEvent, SavedEvent, Scores, StepEvent } from "./events.js";
import type { ResolvedRecipe } from "./recipe.js";
import { afterEvaluation, afterStep, isBetter, meanLoss, type RunState } from "./run-state.js";
import type { Phase, StepPlan } from "./step-plan.js";
import type { Stepper, StepResult } from "./stepper.js";
import { startStopwatch } from "./stopwatch.js";

/** What the loop works with. */
export interface LoopContext {
  readonly recipe: ResolvedRecipe;
  readonly plan: StepPlan;
  /** The part of the plan that is stepped through. */
  readonly phase: Phase;
  readonly stepper: Stepper;
  /** The micro-batches of a step, counted from 0. */
  readonly batchesOf: (step: number) => Promise<BoundBatch[]>;
  /** Scores of the weights of now on the validation rows. */
  readonly evaluate: () => Promise<Scores>;
  /** What weight decay leaves of an embedding row without gradient in a step of this rate. */
  readonly untouchedFactor: (rate: number) => number;
  /** Writes `best/` and publishes it. */
  readonly saveBest: (state: RunState) => Promise<void>;
  /** Writes `last/`; gives the directory. */
  readonly saveLast: (state: RunState) => Promise<string>;
  readonly signal: AbortSignal | undefined;
  /** The first step of this process, and the wall seconds since. */
  readonly firstStep: number;
  readonly elapsedSeconds: () => number;
}

/** How the loop ended: `complete` where the phase is. */
export interface LoopEnd {
  readonly state: RunState;
  readonly reason: "complete" | "early-stopping" | "interrupted";
}

/**
 * Steps, evaluations and checkpoints, from a state to the end of a phase.
 *
 * @throws LOSS_NOT_FINITE when a step's loss or gradient is not finite; that step changed nothing
 */
export async function* trainingLoop(
  context: LoopContext,
  start: RunState,
): AsyncGenerator<StepEvent | EvaluatedEvent | SavedEvent, LoopEnd> {
  const { recipe, plan, phase, signal } = context;
  const watch = startStopwatch();
  let state = start;
  let savedStep = start.step;
  let batches = batchesBefore(context, state.step);
  while (state.step < phase.to) {
    if (hasStalled(context, state)) return { state, reason: "early-stopping" };
    if (signal?.aborted) {
      yield { type: "saved", step: state.step, directory: await context.saveLast(state) };
      return { state, reason: "interrupted" };
    }
    watch.lap();
    const learningRate = rateOf(context, state.step);
    const running = context.stepper.step(await batches, {
      step: state.step,
      learningRate,
      maxGradientNorm: recipe.maxGradNorm,
    });
    // The next step's batches are packed, and read, while the worker computes this one.
    batches = batchesBefore(context, state.step + 1);
    const result = await running;
    requireFinite(result, { step: state.step, learningRate, savedStep });
    const untouchedFactor = context.untouchedFactor(learningRate);
    state = afterStep(state, { loss: result.loss, untouchedFactor, seconds: watch.lap() });
    yield stepEvent(context, state, { ...result, learningRate });
    if (plan.evaluatesAfter(state.step)) {
      const trainLoss = meanLoss(state.lossSinceEvaluation);
      state = await evaluateNow(context, state);
      yield evaluatedEvent(context, state, trainLoss);
    }
    if (plan.savesAfter(state.step)) {
      yield { type: "saved", step: state.step, directory: await context.saveLast(state) };
      savedStep = state.step;
    }
  }
  return { state, reason: "complete" };
}

/** The batches of a step, in the making; a fault comes up where they are awaited. */
function batchesBefore({ phase, batchesOf }: LoopContext, step: number): Promise<BoundBatch[]> {
  const batches = step < phase.to ? batchesOf(step) : Promise.resolve([]);
  batches.catch(() => undefined);
  return batches;
}

function rateOf({ recipe, phase }: LoopContext, step: number): number {
  const { from, to, warmupSteps, learningRate: peak } = phase;
  const schedule = { kind: recipe.lrScheduler, totalSteps: to - from, warmupSteps, peak };
  return rateAt(schedule, step - from);
}

/** Evaluates the weights of now, and saves them when no others were better. */
async function evaluateNow(context: LoopContext, before: RunState): Promise<RunState> {
  const watch = startStopwatch();
  const scores = await context.evaluate();
  const metric = context.recipe.metricForBestModel;
  const score = scores[metric] ?? Number.NaN;
  const bestScore = before.best?.scores[metric];
  const isBest = bestScore === undefined || isBetter(metric, score, bestScore);
  const epoch = before.step / context.plan.stepsPerEpoch;
  const state = afterEvaluation(before, { scores, epoch, isBest, seconds: watch.total() });
  if (isBest) await context.saveBest(state);
  return state;
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

/** Whether the run ends early. Only its last phase does: a linear probe is there for what follows. */
function hasStalled({ recipe, plan, phase }: LoopContext, state: RunState): boolean {
  const { earlyStopping } = recipe;
  if (earlyStopping === 0 || phase.to < plan.totalSteps) return false;
  return state.evaluationsWithoutGain >= earlyStopping;
}

function stepEvent(
  { plan, firstStep, ...context }: LoopContext,
  { step }: RunState,
  result: StepResult & { readonly learningRate: number },
): StepEvent {
  const elapsedSeconds = context.elapsedSeconds();
  const secondsPerStep = elapsedSeconds / (step - firstStep);
  return {
    type: "step",
    step,
    totalSteps: plan.totalSteps,
    epoch: step / plan.stepsPerEpoch,
    ...result,
    elapsedSeconds,
    remainingSeconds: secondsPerStep * (plan.totalSteps - step),
  };
}

function requireFinite(
  { loss, gradientNorm }: StepResult,
  at: { readonly step: number; readonly learningRate: number; readonly savedStep: number },
): void {
  if (Number.isFinite(loss) && Number.isFinite(gradientNorm)) return;
  const { learningRate, savedStep } = at;
  const step = at.step + 1;
  const saved = savedStep > 0 ? `; last/ holds the checkpoint after step ${savedStep}` : "";
  throw new BerthError(
    "LOSS_NOT_FINITE",
    `step ${step}: loss ${loss}, gradient norm ${gradientNorm}, learning rate ${learningRate}: training left the finite numbers, and this step was not applied. Start again with a smaller --learning-rate${saved}.`,
    { step, loss: String(loss), gradientNorm: String(gradientNorm), learningRate, savedStep },
  );
}
