import type { TaskName } from "./task-names.js";

/** Tasks whose models give one row of logits a text, or two texts that are read together. */
export const sequenceTasks: readonly TaskName[] = [
  "classification",
  "pair",
  "regression",
  "multi-label",
];
