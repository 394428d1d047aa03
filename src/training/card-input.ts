import type { ModelCardFacts } from "../directory/index.js";
import { pairRole } from "../tasks/index.js";
import type { PreparedRun } from "./prepared-run.js";

/** What the model of a run reads at once, for its card. */
export function cardInput({
  kind,
  train,
}: Pick<PreparedRun, "kind" | "train">): ModelCardFacts["reads"] {
  if (kind.task.name === "qa") return "question";
  if (kind.task.name === "multiple-choice") return "choices";
  return train.columns.more?.[pairRole] === undefined ? "text" : "pair";
}
