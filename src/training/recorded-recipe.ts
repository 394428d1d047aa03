import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject } from "../base/index.js";
import { encoderWithoutPooler } from "../models/index.js";

/** What `recipe.json` keeps beside the settings: what came of them, and what the run was made with. */
const facts: readonly string[] = [
  "labels",
  "class_weights",
  "cleaning_steps",
  "vocabulary_size",
  "model_config",
  "versions",
  "surroundings",
];

/** Whether the content of a `--config` file is the `recipe.json` that a run wrote, not a person. */
export function isRecordedRecipe(content: JsonObject): boolean {
  return isJsonObject(content["versions"]) && isJsonObject(content["surroundings"]);
}

/** Settings of a record that no longer hold once another one is given anew: they say the same, or came of it. */
const replaced: Readonly<Record<string, readonly string[]>> = {
  model: ["revision", "encoderLayers", "lowerCase"],
  seed: ["seeds"],
  seeds: ["seed"],
  epochs: ["maxSteps"],
  maxSteps: ["epochs"],
  warmupRatio: ["warmupSteps"],
  warmupSteps: ["warmupRatio"],
  preset: ["cleaning"],
  cleaning: ["preset"],
  validation: ["validationSplit", "groupBy"],
  validationSplit: ["validation"],
  groupBy: ["validation"],
  headHidden: ["head"],
  // A score of one task is none of another, and so are ways to read long texts.
  task: ["metricForBestModel", "truncation"],
};

/** Names of the settings that are given beside a record with another value than it has. */
export function changedSettings(
  record: JsonObject,
  given: Readonly<Record<string, unknown>>,
): string[] {
  return Object.keys(given).filter((name) => !isDeepStrictEqual(given[name], record[name]));
}

/**
 * The settings of a run's `recipe.json` as they are given to another run: without the facts beside them
 * and without those that were left open, or that another one decides. What a default had decided counts
 * as given.
 *
 * @param anew - names of the settings that are given beside it and differ, which go before the record
 */
export function recordedSettings(record: JsonObject, anew: readonly string[]): JsonObject {
  const gone = [...facts, ...anew.flatMap((name) => [name, ...(replaced[name] ?? [])])];
  const settings = Object.entries(record).filter(
    ([name, value]) => !gone.includes(name) && !isLeftOpen(value) && !isImplied(name, record),
  );
  const kept = Object.fromEntries(settings);
  // Each would be told to have no effect beside the one that decides it.
  return without(kept, [
    ...("maxSteps" in kept ? ["epochs"] : []),
    ...("warmupSteps" in kept ? ["warmupRatio"] : []),
  ]);
}

/**
 * The settings of a fine-tuning's `recipe.json`; else as `recordedSettings`.
 *
 * @param given - the settings beside it
 */
export function recordedFinetuning(
  record: JsonObject,
  given: Readonly<Record<string, unknown>>,
): JsonObject {
  // One seed that is named beside several is a run of its own, even where it is one of theirs.
  const anew = [...changedSettings(record, given), ...("seed" in given ? ["seed"] : [])];
  const settings = { ...recordedSettings(record, anew), ...countedFrom(record, given["seeds"]) };
  // A run wrote the whole encoder as layers where the model had no pooler: another model has its own.
  const isEncoder = settings["freeze"] === encoderWithoutPooler(Number(record["encoderLayers"]));
  return {
    ...without(settings, [
      ...("seeds" in settings ? ["seed"] : []),
      ...(settings["threshold"] === 0.5 ? ["threshold"] : []),
    ]),
    ...(isEncoder && anew.includes("model") && { freeze: "encoder" }),
  };
}

/** Where so many seeds are given and no list: the first of the record, from which they are counted. */
function countedFrom({ seed, seeds }: JsonObject, given: unknown): JsonObject {
  const first = Array.isArray(seeds) ? seeds[0] : seed;
  return typeof given === "number" && first !== undefined ? { seed: first } : {};
}

function without(settings: JsonObject, names: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(settings).filter(([name]) => !names.includes(name)));
}

const isLeftOpen = (value: unknown): boolean =>
  value === null || (Array.isArray(value) && value.length === 0);

/** Values that no flag can give, as they follow from another setting or from the machine. */
function isImplied(name: string, record: JsonObject): boolean {
  if (name === "validationSplit") return record[name] === 0;
  if (name !== "precision") return false;
  // Chosen for the training steps alone; a precision that was given is that of evaluations too.
  const { surroundings } = record;
  return isJsonObject(surroundings) && surroundings["evaluationPrecision"] !== record[name];
}
