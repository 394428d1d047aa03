import { isJsonObject, type JsonObject } from "../base/index.js";
import type { TaskName } from "../tasks/index.js";

/** Tasks whose heads have an output for each label. */
const labelledTasks: readonly TaskName[] = ["classification", "pair", "multi-label", "ner"];

/** The label names of `id2label`, by id. */
export function labelNames(config: JsonObject): string[] {
  const names = config["id2label"];
  if (!isJsonObject(names)) return [];
  const ids = Object.keys(names).map(Number);
  return ids.sort((a, b) => a - b).map((id) => String(names[String(id)]));
}

/**
 * The names of a model's labels, by id. transformers leaves out of `config.json` what is its default, as
 * `LABEL_0` and `LABEL_1` are: there they are named as it names them.
 */
export function storedLabels(config: JsonObject, task: TaskName): string[] {
  const names = labelNames(config);
  if (names.length > 0 || !labelledTasks.includes(task)) return names;
  const { num_labels: count } = config;
  const length = typeof count === "number" && count > 0 ? count : 2;
  return Array.from({ length }, (_, id) => `LABEL_${id}`);
}
