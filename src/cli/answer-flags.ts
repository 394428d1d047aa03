import { Option } from "commander";
import { real } from "../training/setting.js";
import { readFlag } from "./command.js";

/** The flag of the threshold above which a question counts as one without an answer. */
export function noAnswerOption(): Option {
  return new Option(
    "--null-threshold <X>",
    "how far the logits without an answer must be above the best answer's for none (default: as tuned in training)",
  ).helpGroup("Model");
}

export function readNoAnswer(value: string | undefined): number | undefined {
  return readFlag("--null-threshold", value, real("a number", Number.isFinite));
}
