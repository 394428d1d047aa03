import { type Command, Option } from "commander";
import { choice, whole } from "../training/setting.js";
import {
  addCommonOptions,
  addMachineOptions,
  type CommonOptions,
  machineSettings,
  newCommand,
  readFlag,
  readSettingNames,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { filledLines } from "./predict-fill-mask.js";
import { cut, tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";
import { inputTexts } from "./texts.js";

interface PredictOptions extends CommonOptions {
  readonly model: string;
  readonly task?: string;
  readonly data?: string;
  readonly topK?: string;
  readonly scores?: string;
}

/** `berth predict`: labels for texts, or words for their gaps. */
export function predictCommand(streams: Streams): Command {
  const command = newCommand("predict", "Label texts with a model, or fill their gaps.", [
    {
      does: "one text",
      line: 'berth predict --model runs/reviews "Arrived late and broken"',
    },
    {
      does: "the two likeliest labels of every text in a file",
      line: "berth predict --model runs/reviews --data new.csv --text-column review --top-k 2",
    },
    {
      does: "one text a line from another program, every label's score as JSON",
      line: "cat texts.txt | berth predict --model runs/reviews --json",
    },
    {
      does: "the five likeliest words for a gap, by a model with a masked-language head",
      line: 'berth predict --task fill-mask --model bert-base-uncased "Paris is the [MASK] of France."',
    },
  ])
    .argument("[TEXT...]", "texts to label")
    .addOption(
      new Option("--model <DIR|NAME>", "the output of berth finetune, or a model on the hub")
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(
      settingOption("revision", { description: "branch, tag or commit of a model on the hub" }),
    )
    .addOption(
      new Option("--task <KIND>", "what is asked: label, fill-mask (default: label)").helpGroup(
        "Model",
      ),
    )
    .addOption(
      new Option(
        "--data <FILE>",
        "texts in a file of any format in docs/data-formats.md, or .txt with one text a line (default: stdin, one text a line)",
      ).helpGroup("Data"),
    )
    .addOption(settingOption("textColumn"))
    .addOption(
      new Option(
        "--top-k <N>",
        "labels per text, best first (default: 1 in the table, all with --json); words per gap (default: 5)",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option(
        "--scores <KIND>",
        "kind of score: probabilities, logits (default: probabilities)",
      ).helpGroup("Output"),
    )
    .addOption(settingOption("maxLength", { default: "the model's own" }));
  addMachineOptions(command);
  for (const name of readSettingNames) command.addOption(settingOption(name));
  addCommonOptions(
    command,
    "print one array: for each text an array of {label, score}, or of {score, token, token_str, sequence}",
  );
  return command.action((texts: string[], options: PredictOptions) =>
    runPredict(texts, options, streams),
  );
}

async function runPredict(
  words: readonly string[],
  options: PredictOptions,
  streams: Streams,
): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { textColumn, maxLength, ...readAs } = settingsFromFlags({ ...options }, [
    "textColumn",
    "maxLength",
    ...readSettingNames,
  ]);
  const machine = settingsFromFlags({ ...options }, ["revision", ...machineSettings]);
  const task = readFlag("--task", options.task, choice(["label", "fill-mask"])) ?? "label";
  const givenTopK = readFlag("--top-k", options.topK, whole(1));
  const topK = givenTopK ?? (options.json ? undefined : 1);
  const scores = readFlag("--scores", options.scores, choice(["probabilities", "logits"]));
  const texts = await inputTexts(
    words,
    options.data,
    { ...readAs, textColumn },
    {
      stdin: streams.stdin,
      say: terminal.say,
    },
  );
  // Heavy runtimes are loaded only once there is something to run.
  const { loadModel } = await import("../prediction/index.js");
  await fetchModel(terminal, options.model, { revision: machine.revision });
  const model = await loadModel(options.model, machine);
  const cutting = maxLength === undefined ? {} : { maxLength };
  const print = (found: unknown, lines: () => string[]): void => {
    for (const line of options.json ? [JSON.stringify(found)] : lines()) terminal.print(line);
  };
  try {
    if (task === "fill-mask") {
      const chosen = givenTopK === undefined ? {} : { topK: givenTopK };
      const filled = await model.fillMask(texts, { ...cutting, ...chosen });
      print(filled, () => filledLines(texts, filled));
      return;
    }
    const predictions = await model.predict(texts, {
      ...(scores === undefined ? {} : { scores }),
      ...(topK === undefined ? {} : { topK }),
      ...cutting,
    });
    print(predictions, () => predictionLines(texts, predictions));
  } finally {
    await model.close();
  }
}

/** One line a label; the text stands in front of its first. */
function predictionLines(
  texts: readonly string[],
  predictions: readonly (readonly { readonly label: string; readonly score: number }[])[],
): string[] {
  const rows = predictions.flatMap((labels, index) =>
    labels.map(({ label, score }, place) => [
      place === 0 ? cut(texts[index] ?? "", 60) : "",
      label,
      score.toFixed(4),
    ]),
  );
  return tableLines([["text", "label", "score"], ...rows], ["left", "left", "right"]);
}
