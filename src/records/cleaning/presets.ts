import { BerthError, nearest } from "../../base/index.js";
import { readPipeline } from "./read-pipeline.js";
import type { CleaningPipeline } from "./step.js";

/** Pipelines with a name. */
const presets: Readonly<Record<string, CleaningPipeline>> = {
  // The preprocessor of the well-known BERT tutorial on tweets, string for string.
  tweets: readPipeline([
    { step: "lower-case" },
    { step: "mentions", match: "letters-and-digits" },
    { step: "links", match: "http-words" },
    { step: "spaces" },
  ]),
};

export const presetNames: readonly string[] = Object.keys(presets);

/**
 * The pipeline of a preset.
 *
 * @throws CLEANING_UNKNOWN
 *
 * @example
 * const clean = await textCleaner(presetPipeline("tweets"));
 * clean("@jane LOVED it http://t.co/x"); // "loved it"
 */
export function presetPipeline(name: string): CleaningPipeline {
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset !== undefined) return preset;
  const near = nearest(name, presetNames);
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  throw new BerthError(
    "CLEANING_UNKNOWN",
    `--preset: "${name}" is not a preset of cleaning; there is ${presetNames.join(", ")}${hint}`,
    { preset: name, nearest: near ?? null },
  );
}
