import { existsSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject, type Json, type JsonObject } from "../base/index.js";
import { readConfig } from "../directory/index.js";
// Not by the index: flags are told without loading the tasks.
import { sequenceTasks } from "../tasks/sequence-tasks.js";
import type { TaskName } from "../tasks/task-names.js";

/**
 * The task that a saved model was trained for, by its `config.json`; classification where it says nothing.
 * As transformers has it, a single output is a number unless `problem_type` says otherwise.
 */
export function taskOfConfig(config: JsonObject): TaskName {
  const { architectures, problem_type: problem } = config;
  const [architecture] = Array.isArray(architectures) ? architectures : [];
  if (String(architecture).endsWith("ForQuestionAnswering")) return "qa";
  if (String(architecture).endsWith("ForTokenClassification")) return "ner";
  if (String(architecture).endsWith("ForMultipleChoice")) return "multiple-choice";
  if (problem === "regression") return "regression";
  if ((problem ?? undefined) === undefined && outputCount(config) === 1) return "regression";
  if (problem === "multi_label_classification") return "multi-label";
  return namesPairs(config) ? "pair" : "classification";
}

/** Outputs of a classifier's head; undefined where the config leaves it to transformers' default, which is two. */
function outputCount({ id2label, num_labels: count }: JsonObject): Json | undefined {
  return isJsonObject(id2label) ? Object.keys(id2label).length : count;
}

/** Whether a config says of its model that it reads two texts a row. */
function namesPairs({ berth }: JsonObject): boolean {
  return isJsonObject(berth) && berth["pair"] === true;
}

/**
 * Whether a saved model was trained on two texts a row; undefined where its directory does not tell. Berth
 * marks pairs in the config: a run of its own without the mark reads single texts, and of another model
 * nothing is known, as transformers keeps nothing of it.
 */
export function readsPairs(config: JsonObject, directory: string): boolean | undefined {
  if (namesPairs(config)) return true;
  if (!sequenceTasks.includes(taskOfConfig(config))) return false;
  return existsSync(join(directory, "recipe.json")) ? false : undefined;
}

/**
 * The task of a model directory, without loading it; undefined where the directory is none. What it
 * lacks is told when it is loaded.
 *
 * @throws JSON_BROKEN, FILE_UNREADABLE
 */
export async function taskOfDirectory(directory: string): Promise<TaskName | undefined> {
  if (!existsSync(join(directory, "config.json"))) return undefined;
  return taskOfConfig(await readConfig(directory));
}

/**
 * Whether the model of a directory reads two texts a row, without loading it; undefined where it does not
 * tell, or is none.
 *
 * @throws JSON_BROKEN, FILE_UNREADABLE
 */
export async function directoryReadsPairs(directory: string): Promise<boolean | undefined> {
  if (!existsSync(join(directory, "config.json"))) return undefined;
  return readsPairs(await readConfig(directory), directory);
}

/**
 * Whether the model of a directory reads long texts in windows by choice, without loading it.
 *
 * @throws JSON_BROKEN, FILE_UNREADABLE
 */
export async function directoryReadsWindows(directory: string): Promise<boolean> {
  const { berth } = await readConfig(directory);
  return isJsonObject(berth) && berth["truncation"] === "windows";
}
