import { type Command, Option } from "commander";
import type { Model } from "../prediction/index.js";
import { noAnswerOption } from "./answer-flags.js";
import {
  addCommonOptions,
  addMachineOptions,
  newCommand,
  readSettingNames,
  revisionOption,
  settingOption,
} from "./command.js";
import { addExplainOptions, readExplain } from "./explain-flags.js";
import { fetchModel } from "./fetch-model.js";
import { requireFittingFlags } from "./fitting-flags.js";
import { jsonArrayLines } from "./json-array.js";
import { answerLines, inputQuestions } from "./predict-answers.js";
import { choiceLines, inputChoices } from "./predict-choices.js";
import { foundEntityLines } from "./predict-entities.js";
import { filledLines } from "./predict-fill-mask.js";
import { type Asked, inputsOf, type PredictOptions, readPredictFlags } from "./predict-request.js";
import type { Piped } from "./read-stdin.js";
import { strideNoteOf } from "./stride-note.js";
import { cut, tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";
import { requireSource } from "./texts.js";
import { thresholdOption } from "./threshold-flag.js";

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
        does: "the same by a model from elsewhere, whose config.json does not tell that it reads pairs",
        line: 'berth predict --model some-organisation/some-mnli --task pair "He left early." "He went soon."',
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
    .addOption(revisionOption())
    .addOption(
      new Option(
        "--task <KIND>",
        "what is asked: label, which finds entities and answers too where the model does; pair, labels of two texts together where the model does not tell that it reads them; or fill-mask (default: label)",
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
        "labels or answers per text, or words per gap, best first (default: 1 in the table, all with --json, in multi-label those that hold; 5 words per gap)",
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
  const flags = readPredictFlags(options);
  const input = { stdin: streams.stdin, say: terminal.say };
  requireSource(words, options.data);
  const explain = readExplain(options);
  const { revision } = flags.machine;
  const directory = await fetchModel(terminal, options.model, { revision });
  const asked: Asked = { words, options, flags, directory };
  if (explain !== undefined) {
    const { explained } = await import("./predict-explain.js");
    await explained(asked, explain, input, terminal);
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

/** Tasks whose predictions are not labels of texts or of their words. */
const linesOfTask: Readonly<Record<string, typeof labelled>> = {
  qa: answered,
  "multiple-choice": chosen,
};

/** The lines of a model that answers questions. */
async function answered(
  { words, options, flags, directory }: Asked,
  input: Piped,
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
async function labelled(asked: Asked, input: Piped): Promise<string[]> {
  const { options, flags, directory } = asked;
  const { task, readAs, machine, topK } = flags;
  const { directoryReadsPairs, taskOfDirectory } = await import("../prediction/task-of-config.js");
  const readsPairs = await directoryReadsPairs(directory);
  const inputs = await inputsOf(
    asked,
    { task: await taskOfDirectory(directory), readsPairs },
    input,
  );
  // Heavy runtimes are loaded only once there is something to run.
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(directory, machine);
  try {
    if (model.tokenizer.note !== undefined) input.say(model.tokenizer.note);
    if (task === "fill-mask") return await filled(inputs.map(shownText), model, asked);
    const source = { file: options.data, readAs };
    const note = await strideNoteOf(model, inputs, { ...flags.windows, ...source });
    if (note !== undefined) input.say(note);
    if (model.task === "ner") {
      const { aggregation, offsetUnit, windows } = flags;
      const request = { name: options.model, aggregation, offsetUnit, ...windows, ...source };
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

/** The lines of a model that chooses among texts. */
async function chosen(
  { words, options, flags, directory }: Asked,
  { say }: Piped,
): Promise<string[]> {
  const { readAs, columns, machine, topK } = flags;
  const questions = await inputChoices(words, options.data, { ...readAs, ...columns }, say);
  const { loadModel } = await import("../prediction/index.js");
  const model = await loadModel(directory, machine);
  try {
    const usual = options.json ? undefined : 1;
    const predictions = await model.choose(questions, predictOptions(flags, topK ?? usual));
    if (options.json) return jsonArrayLines(predictions);
    const { choiceNames } = await import("../tasks/index.js");
    const namesOf = (count: number) => choiceNames(model.labels, count);
    return choiceLines(questions, namesOf, predictions);
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
