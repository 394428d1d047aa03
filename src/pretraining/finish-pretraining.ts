import { basename, join, resolve } from "node:path";
import { pretrainingCard, writeFileAtomic, writeJson } from "../directory/index.js";
import type { Scores } from "../training/events.js";
import { removeBest } from "../training/run-files.js";
import { prefixed, trainerState } from "../training/run-log.js";
import { meanLoss } from "../training/run-state.js";
import type { LoopEnd } from "../training/training-loop.js";
import type { BegunPretraining } from "./begin-pretraining.js";
import type { PretrainingFinishedEvent } from "./events.js";
import type { ModelSource } from "./model-source.js";
import type { Pieces } from "./sequence-plan.js";

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
  await writeFileAtomic(join(directory, "README.md"), cardOf(run, metrics));
  await removeBest(directory);
  return { type: "finished", directory, step, reason, metrics };
}

function cardOf(
  { recipe, source, model, train, sequences }: BegunPretraining["run"],
  metrics: Scores,
): string {
  const settings = shaping
    .filter((name) => recipe[name] !== null)
    .filter((name) => name !== "warmupRatio" || recipe.warmupSteps === null)
    .map((name) => [name, recipe[name]] as const);
  return pretrainingCard({
    name: basename(resolve(recipe.output)),
    baseModel: recipe.model === null ? undefined : baseName(recipe.model, source),
    ...source.architecture,
    tellsPairs: model.tellsPairs,
    ...learntFrom(train, sequences.segments.pieces),
    settings: Object.fromEntries(settings),
    metrics,
  });
}

/** A model of the hub has its whole name there; a folder's path says nothing elsewhere. */
const baseName = (model: string, { commit }: Pick<ModelSource, "commit">): string =>
  commit !== undefined ? model : basename(resolve(model));

/** What of the corpus is learnt from: validation may have kept a part of it. */
function learntFrom(
  train: Int32Array,
  { document, length }: Pieces,
): { readonly documents: number; readonly tokens: number } {
  // Pieces of a document stand together; no set, and no filter, could hold so many.
  let [documents, tokens] = [0, 0];
  for (let at = 0; at < train.length; at++) {
    const piece = train[at] as number;
    documents += Number(document[piece] !== document[train[at - 1] ?? -1]);
    tokens += length[piece] ?? 0;
  }
  return { documents, tokens };
}
