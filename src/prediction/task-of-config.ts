import type { JsonObject } from "../base/index.js";
import type { TaskName } from "../tasks/index.js";

/** The task that a saved model was trained for, by its `config.json`; classification where it says nothing. */
export function taskOfConfig(config: JsonObject): TaskName {
  const [architecture] = Array.isArray(config["architectures"]) ? config["architectures"] : [];
  if (String(architecture).endsWith("ForTokenClassification")) return "ner";
  return "classification";
}
