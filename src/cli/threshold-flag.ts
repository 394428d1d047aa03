import { Option } from "commander";
import { real } from "../training/setting.js";
import { readFlag } from "./command.js";

/** The flag of the least probability at which a multi-label model gives a label. */
export function thresholdOption(): Option {
  return new Option(
    "--threshold <NUMBER>",
    "multi-label: least probability at which a label is given; berth finetune --threshold tune finds one on labelled rows (default: as decided in training)",
  ).helpGroup("Model");
}

export function readThreshold(value: string | undefined): number | undefined {
  const expects =
    "a number above 0 and below 1 (tuning needs labelled rows: berth finetune --threshold tune)";
  return readFlag(
    "--threshold",
    value,
    real(expects, (number) => number > 0 && number < 1),
  );
}
