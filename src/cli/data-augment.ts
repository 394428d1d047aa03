import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import type { ContextualCompute, ContextualWords } from "../prediction/contextual-words.js";
import type { AugmentMethod, EditedColumns, Table } from "../records/index.js";
import { choices, real, whole } from "../training/setting.js";
import { augmentMethods } from "../training/settings/data-settings.js";
import { augmentFacts, augmentLines, exampleLines } from "./augment-facts.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { type DataColumns, dataColumns, requireText } from "./data-columns.js";
import { fetchModel } from "./fetch-model.js";
import { addReadOptions, type LimitFlag, readRows } from "./read-flags.js";
import { stageProgress } from "./stage-progress.js";
import { openTerminal, type Streams, type Terminal } from "./terminal.js";

/** What computes the words of contextual edits. */
const contextualSettings = ["engine", "device", "threads"] as const;

interface AugmentOptions extends CommonOptions, LimitFlag {
  readonly output: string;
  readonly methods?: string;
  readonly method?: string;
  readonly model?: string;
  readonly rate?: string;
  readonly alpha?: string;
  readonly perRow?: string;
  readonly balance?: boolean;
  readonly thesaurus?: string;
  readonly show?: string;
  readonly force?: boolean;
}

const settingNames = ["textColumn", "labelColumn", "seed", ...contextualSettings] as const;

/** Edits that need no model. */
const easyEdits = augmentMethods.filter((method) => method !== "contextual");

const rowFlags = [
  [
    "--methods <NAMES>",
    `edits, one for each made row: ${augmentMethods.join(", ")} (default: ${easyEdits.join(", ")}; contextual where --model is given)`,
  ],
  ["--method <NAMES>", "the same as --methods (default: none)"],
  ["--model <DIR|NAME>", "model with a masked-language head, for contextual edits (default: none)"],
  ["--rate <X>", "share of a row's words that are edited, one at least (default: 0.1)"],
  ["--alpha <X>", "the same as --rate (default: none)"],
  [
    "--per-row <N>",
    "rows made of each row; with --balance the most of one row (default: 1, with --balance no limit)",
  ],
  ["--balance", "bring every label up to the rows of the most frequent one"],
  [
    "--thesaurus <FILE>",
    "synonyms of your own, for any language: a word, a tab and synonyms a line, or JSON (default: WordNet, for English)",
  ],
] as const;

/** `berth data augment`: a file with more rows, made out of those that it has. */
export function dataAugmentCommand(streams: Streams): Command {
  const command = newCommand(
    "augment",
    "Make more training rows by small edits: synonyms, insertion, swap, deletion, or words that a masked language model expects. Give it training rows only, after the split.",
    [
      {
        does: "one more row of each, by any of the four edits",
        line: "berth data augment train.csv --output train-more.csv",
      },
      {
        does: "rare labels brought up to the most frequent, the first five made rows shown",
        line: "berth data augment train.csv --output balanced.csv --balance --show 5",
      },
      {
        does: "Chinese, with synonyms of one's own",
        line: "berth data augment train.tsv --output train-more.tsv --thesaurus synonyms.tsv --per-row 2",
      },
      {
        does: "words that a masked language model expects in the place of others",
        line: "berth data augment train.csv --output train-more.csv --method contextual --model bert-base-uncased",
      },
    ],
  ).argument(
    "FILE",
    "rows to learn from, in any format of docs/data-formats.md; tokens and tags as JSON lists",
  );
  for (const [flags, description] of rowFlags) {
    command.addOption(new Option(flags, description).helpGroup("Rows"));
  }
  command
    .addOption(settingOption("seed", { description: "seed of the edits" }).helpGroup("Rows"))
    .addOption(settingOption("textColumn"))
    .addOption(settingOption("labelColumn"));
  addReadOptions(command)
    .addOption(
      new Option(
        "--output <FILE>",
        "file of all rows, by its ending: .csv, .tsv, .jsonl, .json, .parquet",
      )
        .helpGroup("Output")
        .makeOptionMandatory(),
    )
    .addOption(new Option("--force", "replace a file that is there").helpGroup("Output"))
    .addOption(
      new Option(
        "--show <N>",
        "print the first N made rows below their sources (default: 0)",
      ).helpGroup("Output"),
    );
  for (const name of contextualSettings) command.addOption(settingOption(name));
  addCommonOptions(command, "print the counts as JSON");
  return command.action((file: string, options: AugmentOptions) =>
    runAugment(file, options, streams),
  );
}

async function runAugment(file: string, options: AugmentOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { methods, rate, perRow, show } = readFlags(options);
  const {
    seed = 42,
    engine,
    device,
    threads,
    ...names
  } = settingsFromFlags({ ...options }, settingNames);
  // Heavy runtimes are loaded only once there is something to run.
  const { augmentTable, columnIndex, requireWritable, thesaurusFor, writeTable } = await import(
    "../records/index.js"
  );
  requireWritable([options.output], options);
  const thesaurus = await thesaurusFor(methods, options.thesaurus);
  const table = await readRows(file, options, terminal);
  const { tokenColumns } = await import("../tasks/index.js");
  const words = tokenColumns(table);
  // A text that is named is edited, though there are words with tags beside it.
  const { textColumn } = names;
  const isOfWords = textColumn === undefined || columnIndex(table, textColumn) === words?.tokens;
  const tokens = isOfWords ? words : undefined;
  const found =
    tokens && names.labelColumn === undefined
      ? { text: undefined, label: undefined }
      : await dataColumns(table, names, terminal.say);
  const edited: EditedColumns = tokens ?? { text: requireText(table, found) };
  if ("text" in edited) await requireNoPlaces(table, edited.text);
  const labels = labelsOf(table, found);
  if (options.balance && labels === undefined) refuseBalance(table);
  const plan = { perRow, labels: options.balance ? labels : undefined };
  const { model } = options;
  const compute = { engine, device, threads };
  const contextual = model === undefined ? undefined : await openModel(model, compute, terminal);
  const progress = stageProgress(terminal, "augmenting");
  const { suggest } = contextual ?? {};
  const settings = { methods, rate, seed, thesaurus, suggest, onMade: progress.update };
  const augmented = await augmentTable(table, edited, plan, settings).finally(() => {
    progress.clear();
    return contextual?.close();
  });
  await writeTable(options.output, augmented.table, options);
  terminal.say(`The rows are in ${options.output}`);
  const facts = augmentFacts(table.rows.length, augmented.made, labels);
  if (options.json) {
    terminal.print(JSON.stringify({ file, output: options.output, ...facts }));
    return;
  }
  const shownColumn = "text" in edited ? edited.text : edited.tokens;
  const examples = exampleLines(table, augmented.made.slice(0, show), shownColumn);
  for (const line of [...augmentLines(facts), ...examples]) terminal.print(line);
}

function readFlags(options: AugmentOptions) {
  const rate = real("a number above 0 and below 1", (value) => value > 0 && value < 1);
  if (options.rate !== undefined && options.alpha !== undefined) {
    const message = "--rate and --alpha mean the same; give one of them";
    throw new BerthError("USAGE", message, { flag: "--alpha" });
  }
  return {
    methods: readMethods(options),
    rate: readFlag("--rate", options.rate, rate) ?? readFlag("--alpha", options.alpha, rate) ?? 0.1,
    perRow: readFlag("--per-row", options.perRow, whole(1)),
    show: readFlag("--show", options.show, whole(0)) ?? 0,
  };
}

async function openModel(
  model: string,
  compute: ContextualCompute,
  terminal: Terminal,
): Promise<ContextualWords> {
  await fetchModel(terminal, model);
  const { openContextualWords } = await import("../prediction/index.js");
  return openContextualWords(model, compute);
}

/** The methods and the model, which must fit each other. */
function readMethods({ methods, method, model }: AugmentOptions): readonly AugmentMethod[] {
  if (methods !== undefined && method !== undefined) {
    const message = "--methods and --method mean the same; give one of them";
    throw new BerthError("USAGE", message, { flag: "--method" });
  }
  const known = choices(augmentMethods);
  const given = readFlag("--methods", methods, known) ?? readFlag("--method", method, known);
  if (given === undefined) return model === undefined ? easyEdits : ["contextual"];
  if (given.includes("contextual") === (model !== undefined)) return given;
  const message =
    model === undefined
      ? "--methods contextual: needs a model with a masked-language head; name it with --model"
      : "--model: has a use for contextual edits only; name them in --methods";
  throw new BerthError("USAGE", message, { flag: "--model" });
}

function labelsOf({ rows }: Table, { label }: DataColumns): string[] | undefined {
  return label === undefined ? undefined : rows.map((row) => row[label]?.trim() ?? "");
}

/** @throws SETTING_UNFIT when another column tells places in the texts, which edits would move */
async function requireNoPlaces(table: Table, text: number): Promise<void> {
  const { placesColumn } = await import("../tasks/index.js");
  const column = placesColumn(table, text);
  if (column === undefined) return;
  const { file, columns } = table;
  const message = `${file}: column "${column}" tells places in "${columns[text]}", which edits would move. Entities are augmented as tokens with tags, which berth data convert --to conll makes of spans; answers cannot be augmented.`;
  throw new BerthError("SETTING_UNFIT", message, { file, column });
}

function refuseBalance({ file, columns }: Table): never {
  const message = `${file}: --balance needs a label column; none looks like it among ${columns.join(", ")}. Name it with --label-column.`;
  throw new BerthError("COLUMN_UNCLEAR", message, { file, columns });
}
