import { type Command, Option } from "commander";
// Not by the index: flags are told without loading the readers.
import { aggregations } from "../tasks/ner/aggregations.js";
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
import { entityLines } from "./entity-lines.js";
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
  readonly aggregation?: string;
  readonly offsetUnit?: string;
}

/** `berth predict`: labels for texts, entities in them, or words for their gaps. */
export function predictCommand(streams: Streams): Command {
  const command = newCommand("predict", "Label texts, find entities in them, or fill their gaps.", [
    {
      does: "one text",
      line: 'berth predict --model runs/reviews "Arrived late and broken"',
    },
    {
      does: "the two likeliest labels of every text in a file",
      line: "berth predict --model runs/reviews --data new.csv --text-column review --top-k 2",
    },
    {
      does: "the named entities of a text, with places as Python counts them",
      line: 'berth predict --model runs/conll "Ada lives in Paris" --offset-unit codepoint --json',
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
    .addOption(
      new Option(
        "--aggregation <KIND>",
        "entities: how the tokens of a word become one label: none, simple, first, average, max (default: first)",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option(
        "--offset-unit <UNIT>",
        "entities: what start and end count: utf16 units, as JavaScript does, or codepoint, as Python does (default: utf16)",
      ).helpGroup("Output"),
    )
    .addOption(settingOption("maxLength", { default: "the model's own" }))
    .addOption(settingOption("stride", { default: "as in training, or a quarter of a window" }));
  addMachineOptions(command);
  for (const name of readSettingNames) command.addOption(settingOption(name));
  addCommonOptions(
    command,
    "print one array: for each text an array of {label, score}, of {entity_group, score, word, start, end}, or of {score, token, token_str, sequence}",
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
  const { textColumn, maxLength, stride, ...readAs } = settingsFromFlags({ ...options }, [
    "textColumn",
    "maxLength",
    "stride",
    ...readSettingNames,
  ]);
  const machine = settingsFromFlags({ ...options }, ["revision", ...machineSettings]);
  const task = readFlag("--task", options.task, choice(["label", "fill-mask"])) ?? "label";
  const givenTopK = readFlag("--top-k", options.topK, whole(1));
  const topK = givenTopK ?? (options.json ? undefined : 1);
  const scores = readFlag("--scores", options.scores, choice(["probabilities", "logits"]));
  const aggregation = readFlag("--aggregation", options.aggregation, choice(aggregations));
  const offsetUnit = readFlag("--offset-unit", options.offsetUnit, choice(["utf16", "codepoint"]));
  const cells = await inputTexts(
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
  const { wordTexts } = await import("../tasks/index.js");
  const isOfWords = options.data !== undefined && model.task === "ner";
  const texts = isOfWords ? wordTexts(cells) : cells;
  const cutting = maxLength === undefined ? {} : { maxLength };
  const print = (found: unknown, lines: () => string[]): void => {
    for (const line of options.json ? [JSON.stringify(found)] : lines()) terminal.print(line);
  };
  try {
    if (model.task === "ner" && task === "label") {
      const found = await model.entities(texts, { aggregation, offsetUnit, maxLength, stride });
      print(found, () => entityLines(texts, found));
      return;
    }
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
