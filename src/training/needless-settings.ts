import { plainName } from "./plain-name.js";

/** Settings of Hugging Face's training scripts that say what Berth does anyway, and what there is in their place. */
const needless: Readonly<Record<string, string>> = {
  version_2_with_negative: "questions without an answer are told from the file",
  null_score_diff_threshold:
    "it is tuned on the validation rows; evaluate and predict take another with --null-threshold",
  load_best_model_at_end: "the best weights are always those that are kept, the last ones beside",
  greater_is_better: "which way a score is better is known by its name",
  save_total_limit: "the best and the last weights are kept, and no others",
  eval_strategy: "every epoch is evaluated, or every N steps with --eval-steps N",
  evaluation_strategy: "every epoch is evaluated, or every N steps with --eval-steps N",
};

const byPlainName = new Map(
  Object.entries(needless).map(([name, instead]) => [plainName(name), instead]),
);

/** What is said of a setting that a fine-tuning does not need; undefined for all others. */
export function needlessSetting(name: string): string | undefined {
  const instead = byPlainName.get(plainName(name));
  return instead && `is not needed: ${instead}. Leave it out`;
}
