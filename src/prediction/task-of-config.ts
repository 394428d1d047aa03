import { existsSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../base/index.js";
import { readConfig } from "../directory/index.js";
import type { TaskName } from "../tasks/index.js";

/** The task that a saved model was trained for, by its `config.json`; classification where it says nothing. */
export function taskOfConfig({ architectures }: JsonObject): TaskName {
  const [architecture] = Array.isArray(architectures) ? architectures : [];
  if (String(architecture).endsWith("ForQuestionAnswering")) return "qa";
  if (String(architecture).endsWith("ForTokenClassification")) return "ner";
  return "classification";
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
