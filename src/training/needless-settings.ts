import { plainName } from "./plain-name.js";

/** Names of Hugging Face's scripts that say what Berth does anyway, and what there is in their place. */
const needless: Readonly<Record<string, string>> = {
  version_2_with_negative:
    "questions without an answer are told from the file, and their threshold is tuned (--null-threshold sets another)",
  load_best_model_at_end: "the best weights are always those that are kept, the last ones beside",
  greater_is_better: "which way a score is better is known by its name",
  save_total_limit: "the best and the last weights are kept, and no others",
  eval_strategy: "every epoch is evaluated, or every N steps with --eval-steps N",
  evaluation_strategy: "every epoch is evaluated, or every N steps with --eval-steps N",
};

const byPlainName = new Map(
  Object.entries(needless).map(([name, instead]) => [plainName(name), instead]),
);

/** What takes the place of a setting that Berth does not need; undefined for all others. */
export function insteadOf(name: string): string | undefined {
  return byPlainName.get(plainName(name));
}
