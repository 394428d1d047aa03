import { type Command, Option } from "commander";
import type { NearDuplicateOptions, SplitSettings, Table } from "../records/index.js";
import { choice } from "../training/setting.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { columnTexts, type DataColumns, dataColumns, requireText } from "./data-columns.js";
import { addReadOptions, type LimitFlag, readRows } from "./read-flags.js";
import { splitFacts, splitLines } from "./split-facts.js";
import { partFiles, type SplitFlags, type SplitRequest, splitRequest } from "./split-request.js";
import { stageProgress } from "./stage-progress.js";
import { openTerminal, type Streams } from "./terminal.js";

interface SplitOptions extends CommonOptions, SplitFlags, LimitFlag {
  readonly output: string;
  readonly to?: string;
  readonly force?: boolean;
}

const settingNames = ["textColumn", "labelColumn", "seed"] as const;

const partFlags = [
  [
    "--parts <PARTS>",
    "names and sizes: shares that add up to 1, numbers of rows, or rest (default: train=0.8,validation=0.1,test=0.1)",
  ],
  [
    "--folds <N>",
    "write N folds instead, each a folder with a train and a validation file (default: none)",
  ],
  [
    "--stratify <COLUMN>",
    "keep the labels of a column in their shares in every part (default: none)",
  ],
  [
    "--label-separator <TEXT>",
    "what stands between several labels of one cell; a JSON list needs none (default: none)",
  ],
  [
    "--group-by <COLUMN>",
    "keep rows with the same value together; near-duplicates keeps nearly equal texts together (default: none)",
  ],
  ["--similarity <X>", "least Jaccard similarity of near-duplicates (default: 0.8)"],
  ["--mask <NAMES>", "what near-duplicates may differ in: links, mentions (default: none)"],
  [
    "--by-time <COLUMN>",
    "earlier rows go to earlier parts, by a column of dates or numbers (default: none)",
  ],
] as const;

/** `berth data split`: one file becomes training, validation and test files, or folds. */
export function dataSplitCommand(streams: Streams): Command {
  const command = newCommand("split", "Split a file into parts, or into folds.", [
    {
      does: "80 % for training, the rest in halves, every sentiment in its share",
      line: "berth data split tweets.csv --output parts --stratify sentiment",
    },
    {
      does: "no text in two parts, nor nearly the same one",
      line: "berth data split tweets.csv --output parts --stratify sentiment --group-by near-duplicates",
    },
    {
      does: "the last 500 rows by date for the test",
      line: "berth data split reviews.jsonl --output parts --parts train=rest,test=500 --by-time created",
    },
    {
      does: "five folds, each author in one of them",
      line: "berth data split posts.csv --output folds --folds 5 --group-by author",
    },
  ]).argument("FILE", "rows to split: a file of any format in docs/data-formats.md");
  for (const [flags, description] of partFlags) {
    command.addOption(new Option(flags, description).helpGroup("Parts"));
  }
  addReadOptions(command)
    .addOption(settingOption("seed", { description: "seed of the split" }).helpGroup("Parts"))
    .addOption(
      settingOption("textColumn", {
        description: "column of the text, for near-duplicates and the report",
      }),
    )
    .addOption(settingOption("labelColumn", { description: "column of the label, for the report" }))
    .addOption(
      new Option("--output <DIR>", "directory of the files")
        .helpGroup("Output")
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        "--to <NAME>",
        "format of the files: csv, tsv, jsonl, json, parquet, conll, squad (default: that of FILE where it can be written, else jsonl)",
      ).helpGroup("Output"),
    )
    .addOption(new Option("--force", "replace files that are there").helpGroup("Output"));
  addCommonOptions(command, "print files, rows, labels and shared texts as JSON");
  return command.action((file: string, options: SplitOptions) => runSplit(file, options, streams));
}

async function runSplit(file: string, options: SplitOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const request = splitRequest(options);
  const { seed = 42, ...names } = settingsFromFlags({ ...options }, settingNames);
  // Heavy runtimes are loaded only once there is something to run.
  const {
    annotatedRows,
    partFormat,
    requireFresh,
    selectRows,
    splitRows,
    writeTables,
    writtenFormats,
  } = await import("../records/index.js");
  const to = readFlag("--to", options.to, choice(writtenFormats));
  const { table, note: leftOut } = annotatedRows(await readRows(file, options, terminal));
  if (leftOut !== undefined) terminal.say(leftOut);
  const { ending, format, note } = partFormat(table, to);
  const files = partFiles(request, options.output, ending);
  const targets = files.flatMap((part) => part.files);
  requireFresh(targets, options);
  if (note !== undefined) terminal.say(note);
  const labelColumn = options.stratify ?? names.labelColumn;
  const columns = await dataColumns(table, { ...names, labelColumn }, terminal.say);
  const progress = stageProgress(terminal, "comparing texts");
  const nearDuplicates = { ...request.nearDuplicates, onProgress: progress.update };
  const held = withSortedColumns(table);
  const settings = await splitSettings(table, held, options, nearDuplicates, columns).finally(
    progress.clear,
  );
  const counts = await countsOf(request, table.rows.length);
  const parts = splitRows(held.rows, counts, { ...settings, seed });
  const contents = request.folds === undefined ? parts : parts.flatMap(trainAndValidation);
  const tables = contents.map((rows, index) => ({
    file: targets[index] as string,
    table: selectRows(table, rows),
    format: format === "conll" || format === "squad" ? format : undefined,
  }));
  await writeTables(tables, options);
  terminal.say(`The files are in ${options.output}`);
  const texts = columns.text === undefined ? undefined : await columnTexts(table, columns.text);
  const facts = splitFacts(table, files, parts, { texts, label: columns.label }, settings);
  if (options.json) terminal.print(JSON.stringify({ file, output: options.output, ...facts }));
  else for (const line of splitLines(facts)) terminal.print(line);
}

async function countsOf({ parts, folds }: SplitRequest, rowCount: number): Promise<number[]> {
  const { foldCounts, partCounts } = await import("../records/index.js");
  return folds === undefined ? partCounts(rowCount, parts) : foldCounts(rowCount, folds);
}

/**
 * The table as the split orders its rows. The columns of JSON come in the order of the records that have
 * them first; sorted by name they are the same whatever the order of the records.
 */
function withSortedColumns(table: Table): Table {
  const { columns, rows, format } = table;
  if (format !== "json" && format !== "jsonl") return table;
  const sorted = [...columns].sort();
  const places = sorted.map((name) => columns.indexOf(name));
  return {
    ...table,
    columns: sorted,
    rows: rows.map((row) => places.map((place) => row[place] ?? null)),
  };
}

/**
 * What the split heeds of the rows, read out of the columns that were named.
 *
 * @param held - the table with its columns in an order that the order of the rows plays no part in
 */
async function splitSettings(
  table: Table,
  held: Table,
  { stratify, labelSeparator, groupBy, byTime }: SplitFlags,
  nearDuplicates: NearDuplicateOptions,
  columns: DataColumns,
): Promise<Omit<SplitSettings, "seed">> {
  const { columnGroups, columnIndex, nearDuplicateGroups, rowLabels, rowTimes } = await import(
    "../records/index.js"
  );
  const cells = (column: number): string[] => table.rows.map((row) => row[column] ?? "");
  const groups = async (name: string): Promise<string[]> => {
    if (name !== "near-duplicates") return columnGroups(held, name);
    return nearDuplicateGroups(
      await columnTexts(table, requireText(table, columns)),
      nearDuplicates,
    );
  };
  return {
    labels:
      stratify === undefined
        ? undefined
        : cells(columnIndex(table, stratify)).map((cell) => rowLabels(cell, labelSeparator)),
    groups: groupBy === undefined ? undefined : await groups(groupBy),
    times: byTime === undefined ? undefined : await rowTimes(table, byTime),
  };
}

/** Rows of all other folds, ascending, and those of the fold. */
function trainAndValidation(
  fold: Int32Array,
  _: number,
  folds: readonly Int32Array[],
): Int32Array[] {
  const others = folds.filter((other) => other !== fold).flatMap((other) => [...other]);
  return [Int32Array.from(others).sort(), fold];
}
