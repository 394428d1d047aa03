import { type Command, Option } from "commander";
// Not by the index: flags are told without loading the readers.
import { aggregations } from "../tasks/ner/aggregations.js";
import { choice, whole } from "../training/setting.js";
import { noAnswerOption, readNoAnswer } from "./answer-flags.js";
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
import { answerLines, inputQuestions } from "./predict-answers.js";
import { cut, tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";
import { inputTexts } from "./texts.js";

interface PredictOptions extends CommonOptions {
  readonly model: string;
  readonly data?: string;
  readonly topK?: string;
  readonly scores?: string;
  readonly question?: string;
  readonly context?: string;
  readonly noAnswerThreshold?: string;
  readonly aggregation?: string;
  readonly offsetUnit?: string;
}

/** `berth predict`: labels for texts. */
export function predictCommand(streams: Streams): Command {
  const command = newCommand(
    "predict",
    "Label texts, find entities in them, or answer questions, with a model.",
    [
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
        does: "the answer to a question out of a context, with its place",
        line: 'berth predict --model runs/squad --question "Who was a puppeteer?" --context "Jim Henson was a puppeteer."',
      },
    ],
  )
    .argument("[TEXT...]", "texts to label")
    .addOption(
      new Option("--model <DIR>", "model directory, such as the output of berth finetune")
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        "--data <FILE>",
        "texts in a file of any format in docs/data-formats.md, or .txt with one text a line (default: stdin, one text a line)",
      ).helpGroup("Data"),
    )
    .addOption(
      new Option("--question <TEXT>", "a question for a model that answers them").helpGroup("Data"),
    )
    .addOption(
      new Option(
        "--context <TEXT>",
        "the text in which the answer is looked for (default: stdin)",
      ).helpGroup("Data"),
    )
    .addOption(settingOption("textColumn"))
    .addOption(settingOption("textPairColumn"))
    .addOption(
      new Option(
        "--top-k <N>",
        "labels per text, best first (default: 1 in the table, all with --json)",
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
        "what start and end of entities and answers count: utf16 units, as JavaScript does, or codepoint, as Python does (default: utf16)",
      ).helpGroup("Output"),
    )
    .addOption(settingOption("maxLength", { default: "the model's own" }))
    .addOption(noAnswerOption())
    .addOption(settingOption("stride", { default: "as in training" }))
    .addOption(settingOption("nBest", { default: "as in training" }))
    .addOption(settingOption("maxAnswerLength", { default: "as in training" }));
  addMachineOptions(command);
  for (const name of readSettingNames) command.addOption(settingOption(name));
  addCommonOptions(
    command,
    "print one array: for each text an array of {label, score}, {entity_group, score, word, start, end} or {answer, score, start, end}",
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
  const asked: Asked = { words, options, flags: readFlags(options) };
  const input = { stdin: streams.stdin, say: terminal.say };
  const { taskOfDirectory } = await import("../prediction/task-of-config.js");
  const task = await taskOfDirectory(options.model);
  const lines = task === "qa" ? await answered(asked, input) : await labelled(asked, input);
  for (const line of lines) terminal.print(line);
}

/** What a prediction was asked for. */
interface Asked {
  readonly words: readonly string[];
  readonly options: PredictOptions;
  readonly flags: ReturnType<typeof readFlags>;
}

type Input = Parameters<typeof inputTexts>[3];

function readFlags(options: PredictOptions) {
  const { textColumn, textPairColumn, maxLength, stride, nBest, maxAnswerLength, ...readAs } =
    settingsFromFlags({ ...options }, [
      "textColumn",
      "textPairColumn",
      "maxLength",
      "stride",
      "nBest",
      "maxAnswerLength",
      ...readSettingNames,
    ]);
  return {
    columns: { textColumn, textPairColumn },
    readAs,
    windows: { maxLength, stride },
    search: { nBest, maxAnswerLength, noAnswerThreshold: readNoAnswer(options.noAnswerThreshold) },
    machine: settingsFromFlags({ ...options }, machineSettings),
    topK: readFlag("--top-k", options.topK, whole(1)) ?? (options.json ? undefined : 1),
    scores: readFlag("--scores", options.scores, choice(["probabilities", "logits"])),
    aggregation: readFlag("--aggregation", options.aggregation, choice(aggregations)),
    offsetUnit: readFlag("--offset-unit", options.offsetUnit, choice(["utf16", "codepoint"])),
  };
}

/** The lines of a model that answers questions. */
async function answered({ words, options, flags }: Asked, input: Input): Promise<string[]> {
  const { columns, readAs, windows, search, machine, topK, offsetUnit } = flags;
  const questions = await inputQuestions({ ...options, columns, readAs }, words, input);
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(options.model, machine);
  try {
    const request = { ...windows, ...search, topK, offsetUnit };
    return await answerLines(questions, model, request, {
      json: options.json ?? false,
      say: input.say,
    });
  } finally {
    await model.close();
  }
}

/** The lines of a model that labels texts or their words. */
async function labelled({ words, options, flags }: Asked, input: Input): Promise<string[]> {
  const { readAs, columns, windows, machine, topK, scores, aggregation, offsetUnit } = flags;
  const { textColumn } = columns;
  const cells = await inputTexts(words, options.data, { ...readAs, textColumn }, input);
  // Heavy runtimes are loaded only once there is something to run.
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(options.model, machine);
  try {
    if (model.task === "ner") {
      const { wordTexts } = await import("../tasks/index.js");
      const texts = options.data === undefined ? cells : wordTexts(cells);
      const found = await model.entities(texts, { aggregation, offsetUnit, ...windows });
      return options.json ? [JSON.stringify(found)] : entityLines(texts, found);
    }
    const { maxLength } = windows;
    const predictions = await model.predict(cells, {
      ...(scores === undefined ? {} : { scores }),
      ...(topK === undefined ? {} : { topK }),
      ...(maxLength === undefined ? {} : { maxLength }),
    });
    return options.json ? [JSON.stringify(predictions)] : predictionLines(cells, predictions);
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
