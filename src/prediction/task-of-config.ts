import type { JsonObject } from "../base/index.js";
import { checkModelDirectory, readConfig } from "../directory/index.js";
import type { TaskName } from "../tasks/index.js";

/** The task that a saved model was trained for, by its `config.json`; classification where it says nothing. */
export function taskOfConfig({ architectures }: JsonObject): TaskName {
  const [architecture] = Array.isArray(architectures) ? architectures : [];
  if (String(architecture).endsWith("ForQuestionAnswering")) return "qa";
  if (String(architecture).endsWith("ForTokenClassification")) return "ner";
  return "classification";
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
