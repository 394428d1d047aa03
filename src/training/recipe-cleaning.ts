import { existsSync } from "node:fs";
import { join } from "node:path";
import { BerthError } from "../base/index.js";
import { type CleaningPipeline, presetPipeline, readPipelineFile } from "../records/index.js";
import type { Recipe } from "./recipe.js";

/**
 * The cleaning that a recipe asks for; undefined where it asks for none.
 *
 * @throws USAGE when it names two; CLEANING_UNKNOWN, CLEANING_SETTING, CLEANING_BROKEN and the codes
 *   of reading a file
 */
export async function recipeCleaning({
  preset,
  cleaning,
}: Recipe): Promise<CleaningPipeline | undefined> {
  if (preset !== undefined && cleaning !== undefined) {
    const message = `--cleaning: ${cleaning} and --preset ${preset} came both; give one`;
    throw new BerthError("USAGE", message, { preset, cleaning });
  }
  if (preset !== undefined) return presetPipeline(preset);
  return cleaning === undefined ? undefined : readPipelineFile(cleaning);
}

/** Says that the model to start from cleaned its texts, and that this run does not. */
export function uncleanedNotes(model: string, cleaning: CleaningPipeline | undefined): string[] {
  const file = join(model, "cleaning.json");
  if (cleaning !== undefined || !existsSync(file)) return [];
  return [
    `${model} was trained on cleaned texts, this run is not; --cleaning ${file} cleans alike`,
  ];
}
