import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import type { Explainer, Model } from "../prediction/index.js";
// Not by the index: flags are told without loading the readers.
import { aggregations } from "../tasks/ner/aggregations.js";
import type { TextInput } from "../tokenizer/index.js";
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
import {
  addExplainOptions,
  type ExplainFlags,
  type ExplainRequest,
  readExplain,
} from "./explain-flags.js";
import { fetchModel } from "./fetch-model.js";
import { requireFittingFlags } from "./fitting-flags.js";
import { inputPairs } from "./input-pairs.js";
import { jsonArrayLines } from "./json-array.js";
import { answerLines, inputQuestions } from "./predict-answers.js";
import { choiceLines, inputChoices } from "./predict-choices.js";
import { foundEntityLines } from "./predict-entities.js";
import { filledLines } from "./predict-fill-mask.js";
import { cut, tableLines } from "./table.js";
import { openTerminal, type Streams, type Terminal } from "./terminal.js";
import { inputTexts, requireSource } from "./texts.js";
import { readThreshold, thresholdOption } from "./threshold-flag.js";

interface PredictOptions extends CommonOptions, ExplainFlags {
  readonly model: string;
  readonly task?: string;
  readonly data?: string;
  readonly topK?: string;
  readonly scores?: string;
  readonly question?: string;
  readonly context?: string;
  readonly nullThreshold?: string;
  readonly threshold?: string;
  readonly aggregation?: string;
  readonly offsetUnit?: string;
}

/** `berth predict`: labels for texts, entities in them, words for their gaps, or answers to questions. */
export function predictCommand(streams: Streams): Command {
  const command = newCommand(
    "predict",
    "Label texts, find entities in them, fill their gaps, or answer questions.",
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
        does: "two texts that are read together; a context and its choices are given so as well",
        line: 'berth predict --model runs/mrpc "He left early." "He went soon."',
      },
      {
        does: "the answer to a question out of a context, with its place",
        line: 'berth predict --model runs/squad --question "Who was a puppeteer?" --context "Jim Henson was a puppeteer."',
      },
      {
        does: "which words speak for the label, as a page",
        line: 'berth predict --model runs/reviews "Arrived late and broken" --explain attribution --html why.html',
      },
      {
        does: "the five likeliest words for a gap, by a model with a masked-language head",
        line: 'berth predict --task fill-mask --model bert-base-uncased "Paris is the [MASK] of France."',
      },
    ],
  )
    .argument("[TEXT...]", "texts to label; two and two for a model of pairs")
    .addOption(
      new Option("--model <DIR|NAME>", "the output of berth finetune, or a model on the hub")
        .helpGroup("Model")
        .makeOptionMandatory(),
    )
    .addOption(
      settingOption("revision", { description: "branch, tag or commit of a model on the hub" }),
    )
    .addOption(
      new Option(
        "--task <KIND>",
        "what is asked: label, which finds entities and answers too where the model does, or fill-mask (default: label)",
      ).helpGroup("Model"),
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
        "labels or answers per text, best first (default: 1 in the table, all with --json, in multi-label those that hold); words per gap (default: 5)",
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
    .addOption(thresholdOption())
    .addOption(settingOption("stride", { default: "as in training" }))
    .addOption(settingOption("nBest", { default: "as in training" }))
    .addOption(settingOption("maxAnswerLength", { default: "as in training" }));
  addExplainOptions(command);
  addMachineOptions(command);
  for (const name of readSettingNames) command.addOption(settingOption(name));
  addCommonOptions(
    command,
    "print one array: for each text an array of {label, score}, {entity_group, score, word, start, end}, {answer, score, start, end} or {score, token, token_str, sequence}",
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
  const flags = readFlags(options);
  const input = { stdin: streams.stdin, say: terminal.say };
  requireSource(words, options.data);
  const explain = readExplain(options);
  const { revision } = flags.machine;
  const directory = await fetchModel(terminal, options.model, { revision });
  const asked: Asked = { words, options, flags, directory };
  if (explain !== undefined) {
    await explained({ words, options, flags, directory }, explain, input, terminal);
    return;
  }
  const fillsMasks = flags.task === "fill-mask";
  const trained = await requireFittingFlags(options, {
    name: options.model,
    directory,
    fillsMasks,
  });
  const linesOf = fillsMasks ? labelled : (linesOfTask[trained ?? ""] ?? labelled);
  const lines = await linesOf(asked, input);
  for (const line of lines) terminal.print(line);
}

/** Explains what a model says of texts, or of pairs. */
async function explained(
  asked: Asked,
  request: ExplainRequest,
  input: Input,
  { say, print }: Terminal,
): Promise<void> {
  const { options, flags, directory } = asked;
  await requireFittingFlags(options, { name: options.model, directory });
  const { openExplainer } = await import("../prediction/index.js");
  const explainer = await openExplainer(directory, flags.machine);
  try {
    const texts = await explainedTexts(asked, explainer, input);
    const { explainTexts } = await import("./predict-explain.js");
    const { maxLength } = flags.windows;
    const told = { say, print, json: options.json ?? false };
    await explainTexts(texts, explainer, { ...request, maxLength, model: options.model }, told);
  } finally {
    await explainer.close();
  }
}

/** What a model reads, as it reads it: pairs, questions with their contexts, words joined, or texts. */
async function explainedTexts(
  asked: Asked,
  { task, readsPairs }: Pick<Explainer, "task" | "readsPairs">,
  input: Input,
): Promise<readonly TextInput[]> {
  const { words, options, flags } = asked;
  const { columns, readAs } = flags;
  if (task === "qa") {
    const questions = await inputQuestions({ ...options, columns, readAs }, words, input);
    return questions.map(({ question, context }) => [question, context]);
  }
  if (readsPairs) return inputPairs(words, options.data, { ...readAs, ...columns }, input);
  const texts = await textsOf(asked, input);
  if (task !== "ner" || options.data === undefined) return texts;
  const { wordTexts } = await import("../tasks/index.js");
  return wordTexts(texts).map(({ text }) => text);
}

/** Tasks whose predictions are not labels of texts or of their words. */
const linesOfTask: Readonly<Record<string, typeof labelled>> = {
  qa: answered,
  "multiple-choice": chosen,
};

/** What a prediction was asked for. */
interface Asked {
  readonly words: readonly string[];
  readonly options: PredictOptions;
  readonly flags: ReturnType<typeof readFlags>;
  /** The model's directory, in the cache where it came from the hub. */
  readonly directory: string;
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
    task: readFlag("--task", options.task, choice(["label", "fill-mask"])) ?? "label",
    columns: { textColumn, textPairColumn },
    readAs,
    windows: { maxLength, stride },
    search: { nBest, maxAnswerLength, noAnswerThreshold: readNoAnswer(options.nullThreshold) },
    machine: settingsFromFlags({ ...options }, ["revision", ...machineSettings]),
    topK: readFlag("--top-k", options.topK, whole(1)),
    threshold: readThreshold(options.threshold),
    scores: readFlag("--scores", options.scores, choice(["probabilities", "logits"])),
    aggregation: readFlag("--aggregation", options.aggregation, choice(aggregations)),
    offsetUnit: readFlag("--offset-unit", options.offsetUnit, choice(["utf16", "codepoint"])),
  };
}

/** The lines of a model that answers questions. */
async function answered(
  { words, options, flags, directory }: Asked,
  input: Input,
): Promise<string[]> {
  const { columns, readAs, windows, search, machine, topK, offsetUnit } = flags;
  const questions = await inputQuestions({ ...options, columns, readAs }, words, input);
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(directory, machine);
  try {
    const most = topK ?? (options.json ? undefined : 1);
    const request = { ...windows, ...search, topK: most, offsetUnit };
    return await answerLines(questions, model, request, {
      json: options.json ?? false,
      say: input.say,
    });
  } finally {
    await model.close();
  }
}

/** The lines of a model that labels texts or their words. */
async function labelled(asked: Asked, input: Input): Promise<string[]> {
  const { words, options, flags, directory } = asked;
  const { task, readAs, columns, machine, topK } = flags;
  const { directoryReadsPairs } = await import("../prediction/task-of-config.js");
  const inputs = (await directoryReadsPairs(directory))
    ? await inputPairs(words, options.data, { ...readAs, ...columns }, input)
    : await textsOf(asked, input);
  // Heavy runtimes are loaded only once there is something to run.
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(directory, machine);
  try {
    if (task === "fill-mask") return await filled(inputs.map(shownText), model, asked);
    if (model.task === "ner") {
      const { aggregation, offsetUnit, windows } = flags;
      const fromFile = { name: options.model, file: options.data, readAs };
      const request = { aggregation, offsetUnit, ...windows, ...fromFile };
      const told = { json: options.json ?? false, say: input.say };
      return await foundEntityLines(inputs.map(shownText), model, request, told);
    }
    const usual = options.json || model.task === "multi-label" ? undefined : 1;
    const predictions = await model.predict(inputs, {
      ...predictOptions(flags, topK ?? usual),
      ...(model.features.length > 0 && options.data !== undefined
        ? { table: await tableOf(options.data, readAs) }
        : {}),
    });
    return options.json
      ? jsonArrayLines(predictions)
      : predictionLines(inputs.map(shownText), predictions);
  } finally {
    await model.close();
  }
}

/** The rows of a file once more, for a model that reads other columns beside the texts. */
async function tableOf(file: string, readAs: Asked["flags"]["readAs"]) {
  const { readTable } = await import("../records/index.js");
  return readTable(file, readAs);
}

/** The lines of a model that fills the gaps of texts. */
async function filled(
  texts: readonly string[],
  model: Model,
  { options, flags: { windows, topK } }: Asked,
): Promise<string[]> {
  const { maxLength } = windows;
  const found = await model.fillMask(texts, {
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(topK === undefined ? {} : { topK }),
  });
  return options.json ? jsonArrayLines(found) : filledLines(texts, found);
}

/** Single texts; a second column has no place among them. */
async function textsOf(asked: Asked, input: Input): Promise<readonly string[]> {
  const { words, options, flags, directory } = asked;
  const { readAs, columns } = flags;
  if (columns.textPairColumn !== undefined) {
    const message = `--text-pair-column: the model in ${options.model} reads one text a row. Leave it out`;
    throw new BerthError("USAGE", message);
  }
  const { textColumn } = columns;
  const { taskOfDirectory } = await import("../prediction/task-of-config.js");
  const forEntities = flags.task !== "fill-mask" && (await taskOfDirectory(directory)) === "ner";
  return inputTexts(words, options.data, { ...readAs, textColumn, forEntities }, input);
}

/** The lines of a model that chooses among texts. */
async function chosen(
  { words, options, flags, directory }: Asked,
  { say }: Input,
): Promise<string[]> {
  const { readAs, columns, machine, topK } = flags;
  const questions = await inputChoices(words, options.data, { ...readAs, ...columns }, say);
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(directory, machine);
  try {
    const usual = options.json ? undefined : 1;
    const predictions = await model.choose(questions, predictOptions(flags, topK ?? usual));
    return options.json
      ? jsonArrayLines(predictions)
      : choiceLines(questions, model.labels, predictions);
  } finally {
    await model.close();
  }
}

/** What was given, without what was left open. */
function predictOptions({ windows, scores, threshold }: Asked["flags"], topK: number | undefined) {
  const { maxLength, stride } = windows;
  return {
    ...(stride === undefined ? {} : { stride }),
    ...(scores === undefined ? {} : { scores }),
    ...(topK === undefined ? {} : { topK }),
    ...(threshold === undefined ? {} : { threshold }),
    ...(maxLength === undefined ? {} : { maxLength }),
  };
}

const shownText = (input: string | readonly [string, string]): string =>
  typeof input === "string" ? input : input.join(" | ");

/** One line a label; the text stands in front of its first. */
function predictionLines(
  texts: readonly string[],
  predictions: readonly (readonly { readonly label: string; readonly score: number }[])[],
): string[] {
  const none = [{ label: "(none)", score: Number.NaN }];
  const rows = predictions.flatMap((labels, index) =>
    (labels.length === 0 ? none : labels).map(({ label, score }, place) => [
      place === 0 ? cut(texts[index] ?? "", 60) : "",
      label,
      Number.isNaN(score) ? "" : score.toFixed(4),
    ]),
  );
  return tableLines([["text", "label", "score"], ...rows], ["left", "left", "right"]);
}
