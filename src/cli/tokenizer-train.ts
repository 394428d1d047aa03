import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import { vocabularyKinds } from "../tokenizer/training/vocabulary-kinds.js";
import { choice, whole } from "../training/setting.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  readSettingNames,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { stageProgress } from "./stage-progress.js";
import { tableLines } from "./table.js";
import { openTerminal, type Streams } from "./terminal.js";

interface TrainOptions extends CommonOptions {
  readonly data: string[];
  readonly output: string;
  readonly vocabSize?: string;
  readonly kind?: string;
  readonly cased?: boolean;
  readonly minFrequency?: string;
  readonly specialTokens?: string;
  readonly maxLength?: string;
  readonly force?: boolean;
}

const vocabularyFlags = [
  ["--vocab-size <N>", "tokens at most, special ones included (default: 30000)"],
  ["--kind <NAME>", `how tokens are found: ${vocabularyKinds.join(", ")} (default: wordpiece)`],
  ["--cased", "keep capital letters and accents"],
  [
    "--min-frequency <N>",
    "how often two tokens must stand side by side to become one; not for unigram (default: 2)",
  ],
  [
    "--special-tokens <TOKENS>",
    "further tokens that are kept whole, with commas between them, behind [PAD], [UNK], [CLS], [SEP] and [MASK] (default: none)",
  ],
  ["--max-length <N>", "tokens at which readers of the files cut a text (default: 512)"],
] as const;

/** `berth tokenizer train`: a vocabulary out of texts. */
export function tokenizerTrainCommand(streams: Streams): Command {
  const command = newCommand(
    "train",
    "Learn a vocabulary from texts and write the tokenizer that transformers loads. The same texts always give the same files.",
    [
      {
        does: "8,000 lower-cased tokens of every .txt file in a folder",
        line: "berth tokenizer train --data books --vocab-size 8000 --output tokenizers/books",
      },
      {
        does: "the texts of a table, capital letters kept",
        line: "berth tokenizer train --data tweets.csv --text-column text --cased --output tokenizers/tweets",
      },
      {
        does: "BPE over bytes, which knows every character, from two files",
        line: "berth tokenizer train --data wiki.txt news.txt --kind bpe --output tokenizers/bytes",
      },
    ],
  )
    .addOption(
      new Option(
        "--data <FILE...>",
        "text files of any size, folders with .txt files, or with --text-column files of any format in docs/data-formats.md",
      )
        .helpGroup("Data")
        .makeOptionMandatory(),
    )
    .addOption(settingOption("textColumn", { default: "none: the files are text" }));
  for (const name of readSettingNames) command.addOption(settingOption(name));
  for (const [flags, description] of vocabularyFlags) {
    command.addOption(new Option(flags, description).helpGroup("Vocabulary"));
  }
  command
    .addOption(
      new Option("--output <DIR>", "folder of the tokenizer's files")
        .helpGroup("Output")
        .makeOptionMandatory(),
    )
    .addOption(new Option("--force", "replace a tokenizer that is there").helpGroup("Output"));
  addCommonOptions(command, "print what was made as JSON");
  return command.action((options: TrainOptions) => runTrain(options, streams));
}

async function runTrain(options: TrainOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { textColumn, ...read } = settingsFromFlags({ ...options }, [
    "textColumn",
    ...readSettingNames,
  ]);
  const settings = {
    data: options.data,
    textColumn,
    read,
    output: options.output,
    vocabularySize: readFlag("--vocab-size", options.vocabSize, whole(1)),
    kind: readFlag("--kind", options.kind, choice(vocabularyKinds)),
    cased: options.cased,
    minFrequency: readFlag("--min-frequency", options.minFrequency, whole(0)),
    specialTokens: options.specialTokens
      ?.split(",")
      .map((token) => token.trim())
      .filter((token) => token !== ""),
    maxLength: readFlag("--max-length", options.maxLength, whole(3)),
    force: options.force,
  };
  if (settings.kind === "unigram" && settings.minFrequency !== undefined) {
    const message = "--min-frequency: is for wordpiece and bpe; unigram weighs pieces otherwise";
    throw new BerthError("USAGE", message, { flag: "--min-frequency" });
  }
  // Heavy runtimes are loaded only once there is something to run.
  const { resolvedTokenizer, trainTokenizer } = await import("../pretraining/index.js");
  terminal.say("Settings");
  for (const line of settingLines(resolvedTokenizer(settings))) terminal.say(`  ${line}`);
  const reading = stageProgress(terminal, "reading");
  const learning = stageProgress(terminal, "learning");
  const report = await trainTokenizer(settings, {
    onNote: terminal.say,
    onReading: ({ bytes, totalBytes }) => reading.update(bytes, totalBytes),
    onLearning: learning.update,
  }).finally(() => {
    reading.clear();
    learning.clear();
  });
  const { vocabularySize: asked, minFrequency } = resolvedTokenizer(settings);
  if (report.vocabularySize < asked) {
    const why =
      minFrequency === undefined
        ? "no other piece comes often enough. More text gives more"
        : `no other pair stands together ${minFrequency} times. A smaller --min-frequency or more text gives more`;
    terminal.say(
      `The corpus gives ${count(report.vocabularySize)} tokens, fewer than the ${count(asked)} asked for: ${why}`,
    );
  }
  terminal.say(`The tokenizer is in ${report.output}: ${report.files.join(", ")}`);
  if (options.json) {
    terminal.print(JSON.stringify(report));
    return;
  }
  const { words, differentWords, initialTokens, vocabularySize } = report;
  const facts = [
    ["words", `${count(words)}, ${count(differentWords)} different`],
    ["tokens", count(vocabularySize)],
    ["special tokens and characters", count(initialTokens)],
  ];
  for (const line of tableLines(facts)) terminal.print(line);
}

const count = (value: number): string => value.toLocaleString("en-US");

function settingLines(settings: Readonly<Record<string, unknown>>): string[] {
  const cells = Object.entries(settings).map(([name, value]) => [
    flagNames[name] ?? name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`),
    Array.isArray(value) ? value.join(" ") || "-" : String(value ?? "-"),
  ]);
  return tableLines(cells);
}

const flagNames: Readonly<Record<string, string>> = { vocabularySize: "vocab-size" };
