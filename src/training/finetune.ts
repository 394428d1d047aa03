import { existsSync } from "node:fs";
import { BerthError } from "../base/index.js";
import { storedStep } from "./checkpoint.js";
import type { TrainingEvent } from "./events.js";
import { finetuneSeeds } from "./finetune-seeds.js";
import { parseRecipe } from "./read-settings.js";
import type { Recipe } from "./recipe.js";
import { type RunStart, runOnce } from "./run-once.js";
import { seedsFile } from "./seeds-file.js";
import { startStopwatch } from "./stopwatch.js";

export interface FinetuneOptions {
  /**
   * Stops the run cleanly: between two steps or in an evaluation, with `last/` written; while it is prepared, with
   * nothing written; while the last scores are computed. A resumed run makes an evaluation anew. That at the end of a
   * linear probe is completed first, and so are the ONNX model and the report.
   */
  readonly signal?: AbortSignal;
}

/**
 * Fine-tunes a pre-trained BERT on labelled text, once or once for each of several seeds.
 *
 * Nothing happens until the first event is asked for; whoever stops asking stops the run.
 *
 * @param given - data, model, output; every other setting has a default
 * @returns events, in the order that `TrainingEvent` says
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
  try {
    yield* runsOf(recipe, { watch, signal });
  } catch (error) {
    if (!signal?.aborted || error !== signal.reason) throw error;
    // The run was still being prepared: nothing new of it has begun.
    const { output: directory } = recipe;
    const step = await storedStep(directory);
    const nothing = { bestEpoch: 0, metrics: {}, report: "" };
    yield { type: "finished", directory, step, reason: "interrupted", ...nothing };
  }
}

async function* runsOf(
  { seeds, ...recipe }: Recipe,
  start: Pick<RunStart, "watch" | "signal">,
): AsyncGenerator<TrainingEvent, void> {
  if (seeds !== undefined) return yield* finetuneSeeds({ ...recipe, seeds }, start);
  requireNoSeeds(recipe.output);
  yield* runOnce(recipe, start);
}

/** @throws OUTPUT_EXISTS where several seeds were begun: one run has no place among them */
function requireNoSeeds(output: string): void {
  if (!existsSync(seedsFile(output))) return;
  const message = `${output}: holds the runs of several seeds. Add --seeds as well to go on with them, or name another --output.`;
  throw new BerthError("OUTPUT_EXISTS", message, { output });
}
