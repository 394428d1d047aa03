import { mapEvents } from "../base/index.js";
import { embeddingTables } from "../models/index.js";
import { type BegunRun, beginRun, resumes } from "./begin-run.js";
import { type BestAssessment, createBestAssessment } from "./best-assessment.js";
import { writeCheckpoint } from "./checkpoint.js";
import { assessValidation } from "./evaluation.js";
import type { TrainingEvent } from "./events.js";
import { finishRun, leaveRun } from "./finish-run.js";
import { lossBatch } from "./loss-batch.js";
import { createMemoryGuard, memorySettings } from "./memory-guard.js";
import { inOwnFolder } from "./own-folder.js";
import { prepareRun } from "./prepared-run.js";
import { type Preparation, preparing } from "./preparing.js";
import type { Recipe } from "./recipe.js";
import { holdsRun, saveBest } from "./run-files.js";
import { logEvent } from "./run-log.js";
import { type OpenPhase, openPhase } from "./run-phase.js";
import { countedSeconds, inPhase, type RunState } from "./run-state.js";
import { startedEvent } from "./started-event.js";
import { stepBatches } from "./step-batches.js";
import { type Stopwatch, startStopwatch } from "./stopwatch.js";
import { requireSameSurroundings } from "./surroundings.js";
import { type LoopContext, trainingLoop } from "./training-loop.js";

/** How one run is begun. */
export interface RunStart {
  /** Since when the run is timed. */
  readonly watch: Stopwatch;
  /** Stops the run cleanly between two steps or in an evaluation, with `last/` written. */
  readonly signal?: AbortSignal | undefined;
  /** Gives the run with everything read and decided; reads it by the recipe where absent. */
  readonly prepare?: Preparation;
}

/**
 * The events of one fine-tuning with one seed, in a directory of its own.
 *
 * @throws the codes that `finetune` throws
 */
export async function* runOnce(
  recipe: Recipe,
  start: RunStart,
): AsyncGenerator<TrainingEvent, void> {
  const { output } = recipe;
  const isResumed = resumes(recipe) && holdsRun(output);
  yield* inOwnFolder({ output, isResumed }, () => runOf(recipe, start));
}

/** The events of a run whose directory stands. */
async function* runOf(
  recipe: Recipe,
  { watch, signal, prepare = (listener) => prepareRun(recipe, listener) }: RunStart,
): AsyncGenerator<TrainingEvent, void> {
  const begun = await beginRun(recipe, yield* preparing(prepare, signal));
  const { run, log } = begun;
  yield startedEvent(run, begun.state.step, begun.notes);
  let { state, weights } = begun;
  let clock: RunClock | undefined;
  for (const planned of begun.phases) {
    const open = yield* openPhase(run, planned, { weights, signal });
    if (open === undefined) {
      yield await leaveRun({ run, log, state, reason: "interrupted" });
      return;
    }
    // The steppers of two phases round in different ways.
    const best = createBestAssessment();
    try {
      clock ??= { prepareSeconds: watch.total() - open.prefixSeconds, steps: startStopwatch() };
      const start = await enterPhase(begun, open, state);
      const context = loopContext(begun, open, best, clock.steps, signal);
      const end = yield* mapEvents(trainingLoop(context, start), (event) => {
        logEvent(log, event);
        return event;
      });
      if (end.reason !== "complete" || open.phase.to === run.plan.totalSteps) {
        const { prepareSeconds } = clock;
        const totalSeconds = () => watch.total() + countedSeconds(begun.state);
        const known = best.of(end.state.best?.step);
        const ended = { run, log, ...open, ...end, known, prepareSeconds, totalSeconds };
        yield yield* finishRun(ended, signal);
        return;
      }
      state = end.state;
      weights = await open.stepper.weights();
    } finally {
      await open.close();
    }
  }
}

/** When this process began to step. */
interface RunClock {
  /** Wall seconds before the first step, without those for a frozen prefix. */
  readonly prepareSeconds: number;
  readonly steps: Stopwatch;
}

/**
 * Puts the stepper of a phase where the run stands. A phase begins with fresh moments; inside it those
 * of the checkpoint are put back.
 *
 * @throws RESUME_DIFFERS when only one of both tries computes the frozen prefix in every step
 */
async function enterPhase(
  { stored, isExact }: BegunRun,
  { phase, stepper, prefixIsCached, prefixSeconds }: OpenPhase,
  state: RunState,
): Promise<RunState> {
  if (stored && state.step > phase.from) {
    const told = (isCached: boolean) => ({ prefixCache: isCached ? "in use" : "off" });
    if (isExact) requireSameSurroundings(told(state.prefixIsCached), told(prefixIsCached));
    // The stepper was started with the checkpoint's weights.
    await stepper.restore({ ...stored, weights: new Map() });
  }
  return inPhase(state, { from: phase.from, prefixIsCached, prefixSeconds });
}

function loopContext(
  { run, surroundings, state, stored }: BegunRun,
  { phase, stepper, stepping, makeBatch }: OpenPhase,
  best: BestAssessment,
  steps: Stopwatch,
  signal: AbortSignal | undefined,
): LoopContext {
  const { recipe, plan, kind } = run;
  const isResumed = stored !== undefined && state.step > phase.from;
  const { weightDecay } = recipe;
  const decays = recipe.optimizer === "adamw" && stepping.trained.includes(embeddingTables.word);
  const word = stepping.parameters.find(({ name }) => name === embeddingTables.word);
  const factor = word?.rateFactor ?? 1;
  return {
    recipe,
    plan,
    phase,
    stepper,
    signal,
    memory: createMemoryGuard(memorySettings(run, phase, stepping, isResumed)),
    elapsedSeconds: steps.total,
    batchesOf: stepBatches(
      run.train.examples,
      recipe,
      plan,
      lossBatch(kind.task, makeBatch, recipe),
      run.examplesPerRow,
    ),
    evaluate: async (onExamples) => {
      const assessment = await assessValidation(run, { stepper, makeBatch, onExamples });
      best.assessed(assessment);
      return assessment.scores;
    },
    validationCount: run.validation.examples.length,
    sequencesPerRow: run.examplesPerRow * (recipe.rDrop > 0 ? 2 : 1),
    untouchedFactor: (rate) => (decays ? 1 - rate * factor * weightDecay : 1),
    saveBest: (reached, moment) => {
      best.isBest(reached.step);
      return saveBest(run, stepper, reached, moment);
    },
    saveLast: (reached, moment) => {
      const content = { prepared: run, plan: stepping, run: reached, surroundings };
      return writeCheckpoint(content, stepper, moment);
    },
  };
}
