import { basename, join, resolve } from "node:path";
import { pretrainingCard, writeFileAtomic, writeJson } from "../directory/index.js";
import type { Scores } from "../training/events.js";
import { removeBest } from "../training/run-files.js";
import { prefixed, trainerState } from "../training/run-log.js";
import { meanLoss } from "../training/run-state.js";
import { stepPositions } from "../training/step-batches.js";
import type { LoopEnd } from "../training/training-loop.js";
import type { BegunPretraining } from "./begin-pretraining.js";
import type { PretrainingFinishedEvent } from "./events.js";
import type { ModelSource } from "./model-source.js";

/** Settings that the model card lists. */
const shaping = [
  "pairs",
  "maskRate",
  "wholeWords",
  "maxLength",
  "epochs",
  "maxSteps",
  "batchSize",
  "gradientAccumulation",
  "learningRate",
  "lrScheduler",
  "warmupRatio",
  "warmupSteps",
  "weightDecay",
  "seed",
] as const;

/**
 * Completes the run directory: scores, history and model card. An interrupted run is left as it is, ready
 * to be resumed.
 */
export async function finishPretraining(
  { run, log }: BegunPretraining,
  { state, reason }: LoopEnd,
  times: { readonly prepareSeconds: number; readonly totalSeconds: () => number },
): Promise<PretrainingFinishedEvent> {
  const { recipe, plan } = run;
  const { output: directory, loggingSteps } = recipe;
  const history = trainerState(log.lines, state, plan, { metric: "loss", loggingSteps });
  await writeJson(join(directory, "trainer_state.json"), history);
  const { step } = state;
  if (reason === "interrupted") return { type: "finished", directory, step, reason, metrics: {} };
  const metrics: Scores = {
    ...prefixed("eval_", state.best?.scores ?? {}),
    ...prefixed("last_eval_", state.lastScores ?? {}),
    train_loss: meanLoss(state.lossInAll),
    train_steps: step,
    best_step: state.best?.step ?? 0,
    micro_batch_halvings: state.microBatchHalvings,
    train_runtime: state.trainSeconds,
    eval_runtime: state.evaluationSeconds,
    prepare_runtime: times.prepareSeconds,
    total_runtime: times.totalSeconds(),
  };
  await writeJson(join(directory, "metrics.json"), metrics);
  await writeFileAtomic(join(directory, "README.md"), cardOf(run, metrics, step));
  await removeBest(directory);
  return { type: "finished", directory, step, reason, metrics };
}

function cardOf(run: BegunPretraining["run"], metrics: Scores, steps: number): string {
  const { recipe, source, model } = run;
  const settings = shaping
    .filter((name) => recipe[name] !== null)
    .filter((name) => name !== "warmupRatio" || recipe.warmupSteps === null)
    .map((name) => [name, recipe[name]] as const);
  return pretrainingCard({
    name: basename(resolve(recipe.output)),
    baseModel: recipe.model === null ? undefined : baseName(recipe.model, source),
    ...source.architecture,
    tellsPairs: model.tellsPairs,
    ...learntFrom(run, steps),
    settings: Object.fromEntries(settings),
    metrics,
  });
}

/** A model of the hub has its whole name there; a folder's path says nothing elsewhere. */
const baseName = (model: string, { commit }: Pick<ModelSource, "commit">): string =>
  commit !== undefined ? model : basename(resolve(model));

/** What of the corpus was learnt from: validation may have kept a part of it, and the steps may not reach all. */
function learntFrom(
  { recipe, plan, train, sequences }: BegunPretraining["run"],
  steps: number,
): { readonly documents: number; readonly tokens: number } {
  const { document, length } = sequences.segments.pieces;
  const isLearnt = new Uint8Array(train.length);
  const positionsOf = stepPositions(train.length, recipe, plan);
  for (let step = 0; step < Math.min(steps, plan.stepsPerEpoch); step++) {
    for (const positions of positionsOf(step, 0)) {
      for (const position of positions) isLearnt[position] = 1;
    }
  }
  // Pieces of a document stand together; no set, and no filter, could hold so many.
  let [documents, tokens, last] = [0, 0, -1];
  for (let at = 0; at < train.length; at++) {
    if (isLearnt[at] === 0) continue;
    const piece = train[at] as number;
    const own = document[piece] as number;
    documents += Number(own !== last);
    tokens += length[piece] ?? 0;
    last = own;
  }
  return { documents, tokens };
}
