import type { Option } from "commander";
import { real } from "../training/setting.js";
import { optionOfSetting, readFlag } from "./command.js";

const threshold = real("a number", Number.isFinite);

/** The flag of the threshold above which a question counts as one without an answer. */
export function noAnswerOption(): Option {
  const told = {
    group: "Model",
    description: "how far the logits without an answer must be above the best answer's for none",
    default: "as tuned in training",
    example: "1.5",
    aliases: ["null_score_diff_threshold"],
  } as const;
  return optionOfSetting("nullThreshold", { ...threshold, ...told }, false);
}

export function readNoAnswer(value: string | undefined): number | undefined {
  return readFlag("--null-threshold", value, threshold);
}
