import { createRunDirectory } from "../directory/index.js";
import { embeddingTables } from "../models/index.js";
import { writeCheckpoint } from "./checkpoint.js";
import { assess } from "./evaluation.js";
import type { TrainingEvent } from "./events.js";
import { finishRun } from "./finish-run.js";
import { createMemoryGuard, memorySettings } from "./memory-guard.js";
import { type PreparedRun, prepareRun, smallWeights } from "./prepared-run.js";
import { parseRecipe } from "./read-settings.js";
import type { Recipe } from "./recipe.js";
import { writeRecipe } from "./recipe-record.js";
import {
  discardEmptyRun,
  holdsRun,
  openCheckpoint,
  requireUnfinished,
  saveBest,
  storedState,
} from "./run-files.js";
import { evaluationLine, memoryShortLine, openRunLog, stepLine } from "./run-log.js";
import { initialRunState } from "./run-state.js";
import { startedEvent } from "./started-event.js";
import { stepBatches } from "./step-batches.js";
import { startStepWorker } from "./step-client.js";
import type { Stepper, StepperPlan } from "./stepper.js";
import { stepperPlan } from "./stepper-plan.js";
import { type Stopwatch, startStopwatch } from "./stopwatch.js";
import { readSurroundings, requireSameSurroundings, type Surroundings } from "./surroundings.js";
import { type LoopContext, trainingLoop } from "./training-loop.js";

export interface FinetuneOptions {
  /** Stops the run cleanly between two steps, with `last/` written. */
  readonly signal?: AbortSignal;
}

/**
 * Fine-tunes a pre-trained BERT on labelled text.
 *
 * Nothing happens until the first event is asked for; whoever stops asking stops the run.
 *
 * @param given - data, model, output; every other setting has a default
 * @returns events: `started`, then steps, evaluations and checkpoints, then `finished`
 * @throws the codes of docs/errors.md, before the first step wherever the fault can be seen there
 *
 * @example
 * for await (const event of finetune({ train: "a.csv", model: "bert", output: "run" })) {
 *   if (event.type === "evaluated") console.info(event.epoch, event.scores["accuracy"]);
 * }
 */
export async function* finetune(
  given: Recipe,
  { signal }: FinetuneOptions = {},
): AsyncGenerator<TrainingEvent, void> {
  const watch = startStopwatch();
  const recipe = parseRecipe({ ...given });
  const isResumed = resumes(recipe) && holdsRun(recipe.output);
  if (!isResumed) await createRunDirectory(recipe.output);
  try {
    yield* runOf(recipe, watch, signal);
  } catch (error) {
    if (!isResumed) await discardEmptyRun(recipe.output);
    throw error;
  }
}

const resumes = ({ resume, resumeInexact }: Recipe): boolean =>
  resume === true || resumeInexact === true;

/** The events of a run whose directory stands. */
async function* runOf(
  recipe: Recipe,
  watch: Stopwatch,
  signal: AbortSignal | undefined,
): AsyncGenerator<TrainingEvent, void> {
  const run = await prepareRun(recipe);
  const surroundings = await readSurroundings(run);
  const stored = resumes(recipe) ? await openCheckpoint(recipe.output) : undefined;
  if (stored && recipe.resumeInexact !== true) {
    requireSameSurroundings(stored.surroundings, surroundings);
  }
  if (!stored) requireUnfinished(recipe.output);
  const notes =
    resumes(recipe) && !stored
      ? [`${recipe.output}: no checkpoint; starts from the beginning`]
      : [];
  await writeRecipe(run, surroundings);
  const state = { ...initialRunState, ...stored?.run };
  const log = await openRunLog(recipe.output, state.step);
  const plan = stepperPlan(run, state);
  const stepper = await startStepWorker({ plan, weights: smallWeights(run, run.weights) });
  try {
    if (stored) await stepper.restore(storedState(run, stored));
    yield startedEvent(run, plan, state.step, notes);
    const prepareSeconds = watch.total();
    const context = loopContext(run, plan, stepper, {
      surroundings,
      signal,
      isResumed: stored !== undefined,
    });
    const loop = trainingLoop(context, state);
    let next = await loop.next();
    while (!next.done) {
      if (next.value.type === "step") log.append(stepLine(next.value));
      if (next.value.type === "memory-short") log.append(memoryShortLine(next.value));
      if (next.value.type === "evaluated") log.append(evaluationLine(next.value));
      yield next.value;
      next = await loop.next();
    }
    yield await finishRun({
      run,
      stepper,
      log,
      prepareSeconds,
      totalSeconds: watch.total,
      ...next.value,
    });
  } finally {
    await stepper.close();
  }
}

interface LoopSettings {
  readonly surroundings: Surroundings;
  readonly signal: AbortSignal | undefined;
  readonly isResumed: boolean;
}

function loopContext(
  run: PreparedRun,
  stepperPlan: StepperPlan,
  stepper: Stepper,
  { surroundings, signal, isResumed }: LoopSettings,
): LoopContext {
  const { recipe, plan, labels, classWeights, validation } = run;
  const { trained } = stepperPlan;
  const { labelSmoothing, batchSize, weightDecay } = recipe;
  const decays = recipe.optimizer === "adamw" && trained.includes(embeddingTables.word);
  return {
    recipe,
    plan,
    stepper,
    signal,
    memory: createMemoryGuard(memorySettings(run, stepperPlan, isResumed)),
    batchesOf: stepBatches(run.train.examples, recipe, plan),
    async evaluate() {
      const options = { batchSize, classWeights, labelSmoothing };
      return (await assess(validation.examples, stepper.forward, labels, options)).scores;
    },
    untouchedFactor: (rate) => (decays ? 1 - rate * weightDecay : 1),
    saveBest: (state, moment) => saveBest(run, stepper, state, moment),
    saveLast: (state, moment) => {
      const content = { prepared: run, plan: stepperPlan, run: state, surroundings };
      return writeCheckpoint(content, stepper, moment);
    },
  };
}
