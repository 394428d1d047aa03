import { classification } from "./classification.js";
import { choosePairColumns } from "./pair-columns.js";
import type { Task } from "./task.js";
import { pairRole } from "./text-inputs.js";

/**
 * One label for two texts that are read together, such as whether one follows from the other. All but
 * the columns is as in classification.
 */
export const pair: Task<number> = {
  ...classification,
  name: "pair",
  truncations: ["head"],
  metrics: ["f1", ...classification.metrics.filter((name) => name !== "f1")],
  shownMetrics: { accuracy: "accuracy", f1: "F1" },
  chooseColumns: (table, names) => choosePairColumns(table, names),
  checkNames: ({ columns }, { text, label, more }) => ({
    textColumn: columns[text],
    textPairColumn: columns[more?.[pairRole] ?? -1],
    labelColumn: columns[label],
  }),
};
