import { Command } from "commander";
import { expect, test } from "vitest";
import { noAnswerOption } from "./answer-flags.js";
import { settingOption } from "./command.js";
import { spellFlags } from "./spell-flags.js";

const command = new Command("finetune")
  .option("--model <DIR>")
  .option("--json")
  .addOption(settingOption("epochs"))
  .addOption(settingOption("learningRate"))
  .addOption(settingOption("resume"))
  .addOption(settingOption("precision"))
  .addOption(settingOption("device"))
  .addOption(noAnswerOption());
new Command("berth").addCommand(command);

test.each([
  ["--num_train_epochs 3 --lr=5e-5", "--epochs 3 --learning-rate=5e-5"],
  ["--learning_rate 1 --learningRate 1", "--learning-rate 1 --learning-rate 1"],
  ["--resume_from_checkpoint --json", "--resume --json"],
  ["--resume true a b", "--resume true a b"],
  ["--model --odd --json", "--model --odd --json"],
  ["--json -- --lr 3", "--json -- --lr 3"],
  ["--null_score_diff_threshold 2 --null-threshold=1", "--null-threshold 2 --null-threshold=1"],
  ["--help", "--help"],
  ["--bf16 --lr 3", "--precision=true --learning-rate 3"],
  ["--use_cpu text --bf16", "--device=true text --precision=true"],
  ["--bf16 True --use-cpu FALSE a", "--precision=true --device=false a"],
  ["--bf16=False --use_cpu=true a", "--precision=false --device=true a"],
  ["--precision f32 --device cpu", "--precision f32 --device cpu"],
])("%s is read as %s", (typed, spelled) => {
  expect(spellFlags(typed.split(" "), command).join(" ")).toBe(spelled);
});

test("a setting that the command does not have is unknown to it", () => {
  expect(() => spellFlags(["--seed", "1"], command)).toThrow(
    "--seed: is not a flag of berth finetune.",
  );
});

test("of a flag that is not needed it is told what takes its place", () => {
  expect(() => spellFlags(["--version_2_with_negative"], command)).toThrow(
    "--version_2_with_negative: is not needed: questions without an answer are told from the file",
  );
});
