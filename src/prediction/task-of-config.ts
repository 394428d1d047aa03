import { isJsonObject, type JsonObject } from "../base/index.js";
import { checkModelDirectory, readConfig } from "../directory/index.js";
import type { TaskName } from "../tasks/index.js";

/** The task that a saved model was trained for, by its `config.json`; classification where it says nothing. */
export function taskOfConfig(config: JsonObject): TaskName {
  const { architectures, problem_type: problem } = config;
  const [architecture] = Array.isArray(architectures) ? architectures : [];
  if (String(architecture).endsWith("ForQuestionAnswering")) return "qa";
  if (String(architecture).endsWith("ForTokenClassification")) return "ner";
  if (String(architecture).endsWith("ForMultipleChoice")) return "multiple-choice";
  if (problem === "regression") return "regression";
  if (problem === "multi_label_classification") return "multi-label";
  return readsPairs(config) ? "pair" : "classification";
}

/** Whether a saved model was trained on two texts a row. */
export function readsPairs({ berth }: JsonObject): boolean {
  return isJsonObject(berth) && berth["pair"] === true;
}

/**
 * The task of a model directory, without loading it.
 *
 * @throws FILE_MISSING, MODEL_FILE_MISSING, JSON_BROKEN
 */
export async function taskOfDirectory(directory: string): Promise<TaskName> {
  await checkModelDirectory(directory);
  return taskOfConfig(await readConfig(directory));
}

/**
 * Whether the model of a directory reads two texts a row, without loading it.
 *
 * @throws FILE_MISSING, MODEL_FILE_MISSING, JSON_BROKEN
 */
export async function directoryReadsPairs(directory: string): Promise<boolean> {
  return readsPairs(await readConfig(directory));
}
