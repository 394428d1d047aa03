import { isAbsolute, relative, sep } from "node:path";
import { BerthError, type JsonObject, mapEvents } from "../base/index.js";
import { pretrainingLoss, pretrainingSums } from "../models/index.js";
import { storedStep } from "../training/checkpoint.js";
import { inOwnFolder } from "../training/own-folder.js";
import { planTraining } from "../training/plan-training.js";
import { parameterCount } from "../training/prepared-run.js";
import { holdsRun } from "../training/run-files.js";
import { logEvent } from "../training/run-log.js";
import { countedSeconds } from "../training/run-state.js";
import { startStepWorker } from "../training/step-client.js";
import type { Stepper, StepperPlan } from "../training/stepper.js";
import { type Stopwatch, startStopwatch } from "../training/stopwatch.js";
import { type LoopEnd, trainingLoop } from "../training/training-loop.js";
import { type BegunPretraining, beginPretraining } from "./begin-pretraining.js";
import { isHiddenName } from "./corpus/corpus-files.js";
import type { PretrainingEvent, PretrainingStartedEvent } from "./events.js";
import { finishPretraining } from "./finish-pretraining.js";
import { pretrainingLoop } from "./loop-context.js";
import { type PreparedPretraining, preparePretraining } from "./prepare-pretraining.js";
import { type PretrainingRecipe, pretrainingSettings } from "./recipe.js";

export interface PretrainOptions {
  /** Stops the run cleanly between two steps or in an evaluation, with `last/` written. */
  readonly signal?: AbortSignal | undefined;
  /** Content of a `config.json` that gives the sizes of a model from scratch. */
  readonly config?: JsonObject | undefined;
}

/**
 * Pre-trains a BERT on plain text: hidden words, and how pairs of segments belong together (Devlin et
 * al. 2019).
 *
 * Nothing happens until the first event is asked for; whoever stops asking stops the run.
 *
 * @param given - texts, output, and a tokenizer or a model; every other setting has a default
 * @returns events, in the order that `PretrainingEvent` says
 * @throws the codes of docs/errors.md, before the first step wherever the fault can be seen there
 *
 * @example
 * for await (const event of pretrain({ corpus: ["books"], tokenizer: "vocabulary", output: "run" })) {
 *   if (event.type === "evaluated") console.info(event.step, event.scores["perplexity"]);
 * }
 */
export async function* pretrain(
  given: PretrainingRecipe,
  options: PretrainOptions = {},
): AsyncGenerator<PretrainingEvent, void> {
  const watch = startStopwatch();
  const recipe = pretrainingSettings.parse({ ...given }) as PretrainingRecipe;
  const resumes = recipe.resume === true || recipe.resumeInexact === true;
  const { output: directory } = recipe;
  const isResumed = resumes && holdsRun(directory);
  requireOuterCache(recipe);
  if (!isResumed) requireOuterOutput(recipe);
  try {
    yield* inOwnFolder({ output: directory, isResumed }, () => runOf(recipe, watch, options));
  } catch (error) {
    // The corpus was still being read: nothing new of the run has begun.
    if (error !== options.signal?.reason) throw error;
    const step = isResumed ? await storedStep(directory) : 0;
    yield { type: "finished", directory, step, reason: "interrupted", metrics: {} };
  }
}

/** What stands in the output goes with a run that ends before its first step; corpora stay. */
function requireOuterCache({ output, corpusCache }: PretrainingRecipe): void {
  if (corpusCache === undefined || !isInside(corpusCache, output)) return;
  const message = `--corpus-cache ${corpusCache}: is inside --output ${output}, and a corpus outlives the run that reads it. Name a folder beside it.`;
  throw new BerthError("USAGE", message, { setting: "corpusCache", value: corpusCache });
}

/**
 * A run writes files of words and settings into its output: where the corpus is read they would be texts
 * of it, and the run could not go on.
 */
function requireOuterOutput({ output, corpus, validation = [] }: PretrainingRecipe): void {
  const isRead = (path: string): boolean =>
    isInside(output, path) && !relative(path, output).split(sep).some(isHiddenName);
  const texts = [...corpus, ...validation].find(isRead);
  if (texts === undefined) return;
  const message = `--output ${output}: is inside ${texts}, and what a run writes would be read there for texts. Name another folder, or the files of texts themselves.`;
  throw new BerthError("USAGE", message, { setting: "output", value: output });
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way.split(sep)[0] !== ".." && !isAbsolute(way);
}

async function* runOf(
  recipe: PretrainingRecipe,
  watch: Stopwatch,
  { signal, config }: PretrainOptions,
): AsyncGenerator<PretrainingEvent, void> {
  const run = yield* preparePretraining(recipe, config, signal);
  try {
    const begun = await beginPretraining(run, recipe);
    yield startedEvent(begun);
    const plan = steppingOf(run);
    const { engine, device } = run.recipe;
    const start = { engine: { engine, device }, plan, weights: begun.weights };
    const stepper = await startStepWorker(start);
    try {
      if (begun.stored) await stepper.restore({ ...begun.stored, weights: new Map() });
      const prepareSeconds = watch.total();
      const end = yield* steps(begun, { stepper, plan, signal });
      const totalSeconds = () => watch.total() + countedSeconds(begun.state);
      yield await finishPretraining(begun, end, { prepareSeconds, totalSeconds });
    } finally {
      await stepper.close();
    }
  } finally {
    run.corpus.close();
    run.validationCorpus?.close();
  }
}

/** The steps' events, written to the log, with the pace in tokens. */
async function* steps(
  begun: BegunPretraining,
  given: {
    readonly stepper: Stepper;
    readonly plan: StepperPlan;
    readonly signal: AbortSignal | undefined;
  },
): AsyncGenerator<PretrainingEvent, LoopEnd> {
  const { context, sequences } = pretrainingLoop(begun, given);
  let tokens = 0;
  return yield* mapEvents(trainingLoop(context, begun.state), (event) => {
    logEvent(begun.log, event);
    if (event.type !== "step") return event;
    tokens += sequences.tokensOf(event.step - 1);
    return { ...event, tokensPerSecond: tokens / event.elapsedSeconds };
  });
}

/** Builds the graphs and says how to step through them. */
function steppingOf({ model, recipe, evaluationPrecision }: PreparedPretraining): StepperPlan {
  const { weightDecay, gradientAccumulation, gradientCheckpointing, threads, precision } = recipe;
  return planTraining(model, {
    logits: pretrainingSums(model),
    loss: pretrainingLoss(model),
    optimizer: "adamw",
    weightDecay,
    accumulates: gradientAccumulation > 1,
    checkpointing: gradientCheckpointing,
    threads,
    precision,
    forwardPrecision: evaluationPrecision,
    seed: recipe.seed,
  });
}

function startedEvent({ run, state, notes }: BegunPretraining): PretrainingStartedEvent {
  const { recipe, corpus, train, validation, model, plan, source } = run;
  const { documents, sentences, tokens, isFromCache } = corpus;
  return {
    type: "started",
    recipe,
    notes: [...run.notes, ...notes],
    corpus: { documents, sentences, tokens, isFromCache },
    sequences: { train: train.length, validation: validation.length },
    vocabularySize: source.architecture.vocabularySize,
    parameters: parameterCount(model),
    totalSteps: plan.totalSteps,
    step: state.step,
  };
}
