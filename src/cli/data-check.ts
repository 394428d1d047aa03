import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import type { CheckReport } from "../checking/index.js";
import { yesOrNo } from "../training/setting.js";
import { checkLines, countLine } from "./check-lines.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { requireBeside } from "./flag-rules.js";
import { addPageOptions, type PageOptions, requestedPage } from "./page-options.js";
import { addReadOptions, type LimitFlag, readOptionsOf } from "./read-flags.js";
import { rowProgress } from "./row-progress.js";
import { openTerminal, type Streams } from "./terminal.js";

interface CheckOptions extends CommonOptions, PageOptions, LimitFlag {
  readonly validation?: string;
  readonly test?: string;
  readonly nearDuplicates?: string;
  readonly strict?: boolean;
  readonly model?: string;
  readonly maxLength?: string;
}

const settingNames = [
  "task",
  "textColumn",
  "textPairColumn",
  "labelColumn",
  "seed",
  "maxLength",
] as const;

/** `berth data check`: what is wrong with rows, before anything is learnt from them. */
export function dataCheckCommand(streams: Streams): Command {
  const command = newCommand(
    "check",
    "Find what is wrong with labelled rows before training: faults, duplicates, leakage, labels, lengths. Ends with exit status 1 where there are errors.",
    [
      {
        does: "a report of one file",
        line: "berth data check reviews.csv",
      },
      {
        does: "texts of validation and test that are in training too",
        line: "berth data check train.csv --validation dev.csv --test test.csv",
      },
      {
        does: "a page to look at, with lengths in tokens of the model",
        line: "berth data check train.csv --model bert-base-uncased --html check.html",
      },
      {
        does: "in a pipeline: warnings count as errors, the report as JSON",
        line: "berth data check train.csv --strict --json > check.json",
      },
    ],
  ).argument("FILE", "training rows: a file of any format in docs/data-formats.md");
  command
    .addOption(
      new Option("--validation <FILE>", "validation rows (default: none)").helpGroup("Data"),
    )
    .addOption(new Option("--test <FILE>", "test rows (default: none)").helpGroup("Data"))
    .addOption(settingOption("task", { group: "Data" }))
    .addOption(settingOption("textColumn"))
    .addOption(settingOption("textPairColumn"))
    .addOption(settingOption("labelColumn"));
  addReadOptions(command, "the first N rows of each file")
    .addOption(
      new Option(
        "--near-duplicates <yes|no>",
        "look for nearly equal texts, which takes longer than all else (default: yes)",
      ).helpGroup("Checks"),
    )
    .addOption(settingOption("seed", { description: "seed of the samples" }).helpGroup("Checks"))
    .addOption(
      new Option("--strict", "warnings end with exit status 1 as errors do").helpGroup("Checks"),
    );
  command
    .addOption(
      new Option(
        "--model <DIR|NAME>",
        "a model, as a directory or a name on the hub: lengths in its tokens, texts that are cut, unknown tokens, texts far from their label (default: none)",
      ).helpGroup("Model"),
    )
    .addOption(settingOption("maxLength", { group: "Model" }));
  addPageOptions(command);
  addCommonOptions(command, "print the report as JSON");
  return command.action((file: string, options: CheckOptions) => runCheck(file, options, streams));
}

async function runCheck(file: string, options: CheckOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { validation, test, model } = options;
  requireBeside(options, ["maxLength"], "--model", model !== undefined);
  const page = requestedPage(options);
  const read = readOptionsOf(options);
  const nearDuplicates = readFlag("--near-duplicates", options.nearDuplicates, yesOrNo);
  const settings = settingsFromFlags({ ...options }, settingNames);
  // Heavy runtimes are loaded only once there is something to run.
  const { checkData, checkHtml } = await import("../checking/index.js");
  if (model !== undefined) await fetchModel(terminal, model);
  const progress = rowProgress(terminal, "checking", "comparing texts");
  const report = await checkData(file, {
    ...read,
    ...settings,
    validation,
    test,
    model,
    nearDuplicates,
    onProgress: progress.update,
  }).finally(progress.clear);
  for (const note of report.notes) terminal.say(note);
  await page?.write((lang) => checkHtml(report, lang), terminal.say);
  if (options.json) terminal.print(JSON.stringify(report));
  else for (const line of checkLines(report, terminal.colour)) terminal.print(line);
  requireSound(file, report, options.strict === true);
}

/** Ends the command with an error where the report has some. */
function requireSound(file: string, report: CheckReport, isStrict: boolean): void {
  const { error, warning } = report.counts;
  if (error === 0 && !(isStrict && warning > 0)) return;
  const codes = report.findings
    .filter(({ severity }) => severity === "error" || (isStrict && severity === "warning"))
    .map(({ code }) => code);
  const message = `${file}: ${countLine(report)}. The report says where, and what mends them`;
  throw new BerthError("DATA_FAULTY", message, { file, codes: [...new Set(codes)] });
}
