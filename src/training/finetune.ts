import { existsSync } from "node:fs";
import { BerthError } from "../base/index.js";
import type { TrainingEvent } from "./events.js";
import { finetuneSeeds } from "./finetune-seeds.js";
import { parseRecipe } from "./read-settings.js";
import type { Recipe } from "./recipe.js";
import { runOnce } from "./run-once.js";
import { seedsFile } from "./seeds-file.js";
import { startStopwatch } from "./stopwatch.js";

export interface FinetuneOptions {
  /** Stops the run cleanly between two steps, with `last/` written. */
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
  const { seeds, ...recipe } = parseRecipe({ ...given });
  if (seeds !== undefined) return yield* finetuneSeeds({ ...recipe, seeds }, { watch, signal });
  requireNoSeeds(recipe.output);
  yield* runOnce(recipe, { watch, signal });
}

/** @throws OUTPUT_EXISTS where several seeds were begun: one run has no place among them */
function requireNoSeeds(output: string): void {
  if (!existsSync(seedsFile(output))) return;
  const message = `${output}: holds the runs of several seeds. Add --seeds as well to go on with them, or name another --output.`;
  throw new BerthError("OUTPUT_EXISTS", message, { output });
}
