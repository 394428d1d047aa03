import { join } from "node:path";
import type { JsonObject } from "../base/index.js";
import { writeJson } from "../directory/index.js";
import { matchWeights } from "../models/index.js";
import { baseHashes } from "../training/base-hashes.js";
import { programVersions } from "../training/recipe-record.js";
import { openCheckpoint, requireUnfinished } from "../training/run-files.js";
import { openRunLog, type RunLog } from "../training/run-log.js";
import { initialRunState, type RunState } from "../training/run-state.js";
import type { StepperState } from "../training/stepper.js";
import {
  machineSurroundings,
  requireSameSurroundings,
  type Surroundings,
} from "../training/surroundings.js";
import { requireSameLayout } from "../training/weight-layout.js";
import type { PreparedPretraining } from "./prepare-pretraining.js";
import { pretrainingLayout, withoutDropouts } from "./pretraining-layout.js";
import type { PretrainingRecipe } from "./recipe.js";

/** A pre-training with its files open, from its beginning or from a checkpoint. */
export interface BegunPretraining {
  readonly run: PreparedPretraining;
  readonly surroundings: Surroundings;
  readonly state: RunState;
  /** Those of the checkpoint, or the first ones. */
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Weights and moments of the checkpoint, where there is one. */
  readonly stored: StepperState | undefined;
  readonly log: RunLog;
  readonly notes: readonly string[];
}

/**
 * Finds the checkpoint of a run that is to go on, and writes `recipe.json`.
 *
 * @throws OUTPUT_EXISTS, RESUME_DIFFERS
 */
export async function beginPretraining(
  run: PreparedPretraining,
  { resume, resumeInexact }: PretrainingRecipe,
): Promise<BegunPretraining> {
  const { output } = run.recipe;
  const surroundings = await surroundingsOf(run);
  const resumes = resume === true || resumeInexact === true;
  const checkpoint = resumes ? await openCheckpoint(output) : undefined;
  if (checkpoint) {
    const isExact = resumeInexact !== true;
    const layout = checkpoint.layout && withoutDropouts(checkpoint.layout);
    requireSameLayout(layout, pretrainingLayout(run), isExact);
    if (isExact) requireSameSurroundings(checkpoint.surroundings, surroundings);
  } else requireUnfinished(output);
  const { stepCount = 0, moments = {} } = checkpoint ?? {};
  const values =
    checkpoint &&
    matchWeights(run.model.parameters, checkpoint.weights, "last/model.safetensors").values;
  await writeRecipe(run, surroundings);
  const state = { ...initialRunState, ...checkpoint?.run };
  const isNew = resumes && !checkpoint;
  return {
    run,
    surroundings,
    state,
    weights: values ?? run.weights,
    stored: values && { stepCount, moments, weights: values },
    log: await openRunLog(output, state),
    notes: isNew ? [`${output}: no checkpoint; starts from the beginning`] : [],
  };
}

/** Settings that change nothing in the weights; what a preset stands for is in the architecture. */
const harmless: readonly string[] = ["output", "loggingSteps", "corpusCache", "preset"];

async function surroundingsOf(run: PreparedPretraining): Promise<Surroundings> {
  const { recipe, corpus, validationCorpus, evaluationPrecision, source } = run;
  const settings = Object.entries(recipe).filter(([name]) => !harmless.includes(name));
  return {
    ...Object.fromEntries(settings),
    architecture: source.architecture as unknown as JsonObject,
    corpusKey: corpus.key,
    validationKey: validationCorpus?.key ?? null,
    ...(recipe.model === null ? {} : await baseHashes(recipe.model, recipe.revision)),
    evaluationPrecision,
    ...(await machineSurroundings(recipe.engine)),
  };
}

async function writeRecipe(run: PreparedPretraining, surroundings: Surroundings): Promise<void> {
  const { recipe, source } = run;
  await writeJson(join(recipe.output, "recipe.json"), {
    ...(recipe as unknown as JsonObject),
    vocabulary_size: source.architecture.vocabularySize,
    // Sizes that a file gave: it may be gone when the run is repeated.
    model_config: recipe.model === null && "vocab_size" in source.config ? source.config : null,
    versions: await programVersions(),
    surroundings,
  });
}
