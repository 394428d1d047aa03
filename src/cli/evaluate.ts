import { type Command, Option } from "commander";
import type { Evaluation } from "../training/index.js";
import { choice } from "../training/setting.js";
import { noAnswerOption, readNoAnswer } from "./answer-flags.js";
import {
  addCommonOptions,
  addMachineOptions,
  type CommonOptions,
  machineSettings,
  newCommand,
  readFlag,
  readSettingNames,
  revisionOption,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { requireFittingFlags } from "./fitting-flags.js";
import { predictionsWriter } from "./predictions-file.js";
import { cut, tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";
import { readThreshold, thresholdOption } from "./threshold-flag.js";

interface EvaluateOptions extends CommonOptions {
  readonly model: string;
  readonly data: string;
  readonly weights?: string;
  readonly output?: string;
  readonly force?: boolean;
  readonly nullThreshold?: string;
  readonly threshold?: string;
}

const settingNames = [
  "revision",
  "textColumn",
  "labelColumn",
  "textPairColumn",
  "stride",
  "nBest",
  "maxAnswerLength",
  ...readSettingNames,
  "maxLength",
  "batchSize",
  ...machineSettings,
] as const;

/** `berth evaluate`: a model's scores on labelled rows. */
export function evaluateCommand(streams: Streams): Command {
  const command = newCommand("evaluate", "Score a model on labelled text.", [
    {
      does: "the classification report and the confusion matrix",
      line: "berth evaluate --model runs/reviews --data test.csv",
    },
    {
      does: "every row's prediction in a file, and the scores as JSON",
      line: "berth evaluate --model runs/reviews --data test.csv --output predictions.csv --json",
    },
    {
      does: "the last weights of a run, not the best",
      line: "berth evaluate --model runs/reviews --data test.csv --weights last",
    },
  ])
    .addOption(
      new Option("--model <DIR|NAME>", "the output of berth finetune, or a model on the hub")
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(revisionOption())
    .addOption(
      new Option("--data <FILE>", "labelled rows: a file of any format in docs/data-formats.md")
        .helpGroup("Data")
        .makeOptionMandatory(),
    )
    .addOption(settingOption("textColumn"))
    .addOption(settingOption("labelColumn"))
    .addOption(settingOption("textPairColumn"))
    .addOption(noAnswerOption())
    .addOption(thresholdOption())
    .addOption(
      new Option(
        "--weights <WHICH>",
        "weights of the run directory: best, last (default: best)",
      ).helpGroup("Model"),
    )
    .addOption(
      new Option(
        "--output <FILE>",
        "write row (from 1), truth, prediction and probabilities of every scored row: .csv or .jsonl (default: none)",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option("--force", "replace the output file where it is there").helpGroup("Output"),
    )
    .addOption(settingOption("maxLength", { default: "the model's own" }))
    .addOption(
      settingOption("batchSize", {
        description: "rows of a batch in eval_loss_batch_mean",
        default: "32",
        group: "Data",
      }),
    );
  for (const name of ["stride", "nBest", "maxAnswerLength"] as const) {
    command.addOption(settingOption(name, { default: "as in training" }));
  }
  addMachineOptions(command);
  for (const name of readSettingNames) command.addOption(settingOption(name));
  addCommonOptions(command, "print the scores and the confusion matrix as JSON");
  return command.action((options: EvaluateOptions) => runEvaluate(options, streams));
}

async function runEvaluate(options: EvaluateOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { model, data, output, json } = options;
  const weights = readFlag("--weights", options.weights, choice(["best", "last"])) ?? "best";
  const write =
    output === undefined ? undefined : predictionsWriter(output, options.force === true);
  const settings = settingsFromFlags({ ...options }, settingNames);
  // Heavy runtimes are loaded only once there is something to run.
  const { evaluate } = await import("../training/index.js");
  const directory = await fetchModel(terminal, model, { revision: settings.revision });
  await requireFittingFlags(options, { name: model, directory });
  const evaluation = await evaluate({
    model,
    data,
    weights,
    ...settings,
    noAnswerThreshold: readNoAnswer(options.nullThreshold),
    threshold: readThreshold(options.threshold),
  });
  if (write) {
    await write(evaluation);
    terminal.say(`${evaluation.rows.length} predictions are in ${output}`);
  }
  for (const note of evaluation.notes) terminal.say(note);
  if (json) {
    const { metrics, labels, confusion } = evaluation;
    terminal.print(JSON.stringify({ model, data, metrics, labels, confusion }));
  } else {
    for (const line of evaluationLines(evaluation)) terminal.print(line);
  }
}

function evaluationLines({ report, labels, confusion, metrics }: Evaluation): string[] {
  const matrix = [
    ["truth \\ predicted", ...labels.map((label) => cut(label, 20))],
    ...confusion.map((counts, row) => [cut(labels[row] ?? "", 20), ...counts.map(String)]),
  ];
  const counts =
    confusion.length === 0
      ? []
      : [...tableLines(matrix, ["left", ...labels.map(() => "right" as const)]), ""];
  const scores = Object.entries(metrics).map(([name, value]) => [name, String(value)]);
  return [report.trimEnd(), "", ...counts, ...tableLines(scores)];
}
