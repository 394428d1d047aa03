import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { BerthError } from "../base/index.js";
import {
  completeDirectory,
  publish,
  readSafetensors,
  removeDirectory,
  replaceDirectory,
} from "../directory/index.js";
import { matchWeights } from "../models/index.js";
import { lastDirectory, readCheckpoint, type StoredCheckpoint } from "./checkpoint.js";
import { writeModelFiles } from "./model-files.js";
import type { PreparedRun } from "./prepared-run.js";
import type { RunState } from "./run-state.js";
import type { SaveMoment } from "./saves.js";
import type { Stepper } from "./stepper.js";
import { createWeightsFile, type WeightsFile } from "./weights-file.js";

const bestDirectory = (output: string): string => join(output, "best");

/** Whether a run was begun in a folder. A folder of something else must never be written to. */
export function holdsRun(output: string): boolean {
  // A name with an ending is left when a run is killed while it writes the one without.
  const names = ["recipe.json", "recipe.json.new", "last", "last.old"];
  return names.some((name) => existsSync(join(output, name)));
}

/** Empties the folder of a run that ended before it saved any weights: nothing bars a corrected one. */
export async function discardEmptyRun(output: string): Promise<void> {
  for (const weights of [bestDirectory(output), lastDirectory(output)]) {
    if ((await completeDirectory(weights)) !== undefined) return;
  }
  const names = await readdir(output);
  for (const seed of names.filter((name) => name.startsWith("seed-"))) {
    if ((await readdir(join(output, seed))).length > 0) return;
  }
  for (const name of names) await rm(join(output, name), { recursive: true, force: true });
}

/** Writes the weights of now to `best/`, and from there to the run's root. */
export async function saveBest(
  run: PreparedRun,
  stepper: Stepper,
  { untouchedScale }: RunState,
  moment: SaveMoment,
): Promise<undefined> {
  const { output, maxLength } = run.recipe;
  const content = {
    weights: (file: string) => createWeightsFile(file, run, stepper, untouchedScale),
    files: (folder: string) => writeModelFiles(folder, { ...run, maxLength }),
  };
  await writeBest(output, content, moment);
}

/** Writes `best/` of any kind of run, and publishes it. */
export async function writeBest(
  output: string,
  content: {
    /** Creates the file of the weights. */
    readonly weights: (file: string) => Promise<WeightsFile>;
    /** Writes the other files of a model directory. */
    readonly files: (folder: string) => Promise<void>;
  },
  { begun }: SaveMoment,
): Promise<undefined> {
  await replaceDirectory(bestDirectory(output), async (fresh) => {
    const weights = await content.weights(join(fresh, "model.safetensors"));
    const filling = weights.fill();
    begun();
    await filling;
    await weights.fillWordTable();
    await content.files(fresh);
  });
  await withdrawFinish(output);
  await publish(bestDirectory(output), output);
}

/** Removes what a run that ended wrote of its weights, where it goes on and others come: its end writes it again. */
export async function withdrawFinish(output: string): Promise<void> {
  for (const name of ["metrics.json", "report.html", "README.md", "onnx"]) {
    await rm(join(output, name), { recursive: true, force: true });
  }
}

/**
 * Refuses to begin anew where a finished run stands: its model would be replaced.
 *
 * @throws OUTPUT_EXISTS
 */
export function requireUnfinished(output: string): void {
  if (!existsSync(join(output, "metrics.json"))) return;
  throw new BerthError(
    "OUTPUT_EXISTS",
    `${output}: holds a finished run whose last/ is gone, so there is nothing to resume. Name another --output.`,
    { output },
  );
}

/**
 * Finds the checkpoint of an earlier try, after mending the root: a kill may have come in the middle
 * of publishing.
 */
export async function openCheckpoint(output: string): Promise<StoredCheckpoint | undefined> {
  const best = await completeDirectory(bestDirectory(output));
  if (best !== undefined) {
    await withdrawFinish(output);
    await publish(best, output);
  }
  return readCheckpoint(output);
}

/** The best weights, out of `best/`, or out of the root once the run is complete. */
export async function bestWeights(run: PreparedRun): Promise<ReadonlyMap<string, Float32Array>> {
  const { output } = run.recipe;
  const directory = (await completeDirectory(bestDirectory(output))) ?? output;
  const file = join(directory, "model.safetensors");
  return matchedValues(run, (await readSafetensors(file)).tensors, file);
}

/** Removes `best/` and what a kill left of the one before: the root holds the same files. */
export async function removeBest(output: string): Promise<void> {
  await removeDirectory(bestDirectory(output));
}

function matchedValues(
  { model }: PreparedRun,
  tensors: StoredCheckpoint["weights"],
  source: string,
): ReadonlyMap<string, Float32Array> {
  return matchWeights(model.parameters, tensors, source).values;
}
