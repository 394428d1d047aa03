import { existsSync } from "node:fs";
import { type Command, Option } from "commander";
import { BerthError } from "../base/index.js";
import type { CleaningColumns, CleaningPipeline, Table } from "../records/index.js";
import { choice, whole } from "../training/setting.js";
import { cleaningJson, cleaningLines, exampleLines, stepHelp } from "./cleaning-lines.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { slowProgress } from "./slow-progress.js";
import { openTerminal, type Streams } from "./terminal.js";

interface DataCleanOptions extends CommonOptions {
  readonly output?: string;
  readonly preset?: string;
  readonly steps?: string;
  readonly pipeline?: string;
  readonly dropDuplicates?: string;
  readonly limit?: string;
  readonly dryRun?: boolean;
  readonly force?: boolean;
}

/** `berth data clean`: a file of rows through steps, into another file. */
export function dataCleanCommand(streams: Streams): Command {
  const command = newCommand("clean", "Clean the texts and rows of a data file, step by step.", [
    {
      does: "tweets as the well-known BERT tutorial cleans them",
      line: "berth data clean Sentiment.csv --preset tweets --output clean.csv",
    },
    {
      does: "steps of one's own, in this order; rows with a text that is there already go",
      line: 'berth data clean reviews.csv --steps "html-unescape,links=<url>,spaces" --drop-duplicates text --output clean.jsonl',
    },
    {
      does: "Chinese: plain full-width letters, simplified characters, no topics, no short texts; shown, not written",
      line: 'berth data clean weibo.csv --steps "unicode=NFKC,simplified,hashtags,spaces,outliers:min=5" --dry-run',
    },
    {
      does: "the steps that another file was cleaned by",
      line: "berth data clean new.csv --pipeline clean.csv.cleaning.json --output new-clean.csv",
    },
  ])
    .argument("<FILE>", "rows to clean: CSV, TSV, JSON or JSON lines")
    .addOption(
      new Option(
        "--preset <NAME>",
        "steps that are known by a name: tweets (default: none)",
      ).helpGroup("Steps"),
    )
    .addOption(
      new Option(
        "--steps <LIST>",
        "steps in order: step, step=VALUE or step:setting=VALUE, with commas between (default: none)",
      ).helpGroup("Steps"),
    )
    .addOption(
      new Option("--pipeline <FILE>", "steps in a JSON file (default: none)").helpGroup("Steps"),
    )
    .addOption(
      new Option(
        "--drop-duplicates <RULE>",
        "a last step, duplicates, by a rule: text, text-and-label, majority (default: none)",
      ).helpGroup("Steps"),
    )
    .addOption(settingOption("textColumn"))
    .addOption(settingOption("labelColumn", { default: "guessed where a step needs it, and said" }))
    .addOption(
      new Option("--limit <N>", "read only the first N rows (default: all rows)").helpGroup("Data"),
    )
    .addOption(
      new Option(
        "--output <FILE>",
        "file to write, by its ending: .csv, .tsv, .jsonl, .parquet; the steps go beside it, into FILE.cleaning.json",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option("--force", "replace files that are there (default: off)").helpGroup("Output"),
    )
    .addOption(
      new Option(
        "--dry-run",
        "write nothing; show the first changed texts before and after (default: off)",
      ).helpGroup("Output"),
    );
  addCommonOptions(command, "print the report as JSON").addHelpText("after", stepHelp);
  return command.action((file: string, options: DataCleanOptions) =>
    runDataClean(file, options, streams),
  );
}

async function runDataClean(
  file: string,
  options: DataCleanOptions,
  streams: Streams,
): Promise<void> {
  const terminal = openTerminal(streams, options);
  const limit = readFlag("--limit", options.limit, whole(1));
  const pipeline = await pipelineOf(options);
  const output = options.dryRun ? undefined : await outputOf(options);
  const { cleanTable, readTable } = await import("../records/index.js");
  const read = await readTable(file);
  const table = limit === undefined ? read : { ...read, rows: read.rows.slice(0, limit) };
  const columns = await columnsOf(table, pipeline, options, terminal.say);
  const progress = slowProgress(terminal, "cleaning");
  const cleaned = await cleanTable(table, columns, pipeline, { onProgress: progress.update });
  progress.clear();
  if (output !== undefined) {
    await writeCleaned(cleaned.table, pipeline, output);
    terminal.say(`The rows are in ${output}, the steps in ${stepsFileOf(output)}`);
  }
  const done = { before: table, column: columns.text, cleaned, pipeline };
  if (options.json) {
    terminal.print(JSON.stringify({ file, output: output ?? null, ...cleaningJson(done) }));
    return;
  }
  const examples = options.dryRun ? exampleLines(done) : [];
  for (const line of [...examples, ...cleaningLines(done)]) terminal.print(line);
}

/** The steps that the flags ask for. */
async function pipelineOf(options: DataCleanOptions): Promise<CleaningPipeline> {
  const { pipelineFromWords, presetPipeline, readPipeline, readPipelineFile } = await import(
    "../records/index.js"
  );
  const { preset, steps, pipeline: file } = options;
  const given = [preset, steps, file].filter((value) => value !== undefined);
  if (given.length > 1) {
    throw new BerthError("USAGE", "--preset, --steps and --pipeline: give one of them");
  }
  const rule = readFlag(
    "--drop-duplicates",
    options.dropDuplicates,
    choice(["text", "text-and-label", "majority"]),
  );
  if (given.length === 0 && rule === undefined) {
    const message = "no steps: give --preset, --steps, --pipeline or --drop-duplicates";
    throw new BerthError("USAGE", message);
  }
  const chosen =
    preset !== undefined
      ? presetPipeline(preset)
      : file !== undefined
        ? await readPipelineFile(file)
        : readPipeline([]);
  const typed = steps === undefined ? chosen : pipelineFromWords(steps);
  const last = rule === undefined ? [] : [{ step: "duplicates", rule }];
  return readPipeline([...typed.steps, ...last]);
}

/** The file to write, and that it may be written, before any work is done. */
async function outputOf({ output, force }: DataCleanOptions): Promise<string> {
  const { isWritableTable, writableEndings } = await import("../records/index.js");
  if (output === undefined) {
    throw new BerthError("USAGE", "--output: must be given: the path of a file; or add --dry-run");
  }
  if (!isWritableTable(output)) {
    const message = `--output: must end in ${writableEndings.join(", ")}; ${JSON.stringify(output)} came`;
    throw new BerthError("USAGE", message, { file: output });
  }
  const present = [output, stepsFileOf(output)].find((path) => existsSync(path));
  if (present !== undefined && force !== true) {
    const message = `${present}: is there already; nothing was written. Add --force to replace it, or name another --output`;
    throw new BerthError("OUTPUT_EXISTS", message, { file: present });
  }
  return output;
}

/** Where the steps of a cleaned file are kept. */
const stepsFileOf = (output: string): string => `${output}.cleaning.json`;

/** The text column, and the label column where it is named or a step looks at it. */
async function columnsOf(
  table: Table,
  pipeline: CleaningPipeline,
  options: DataCleanOptions,
  say: (line: string) => void,
): Promise<CleaningColumns> {
  const { usesLabels } = await import("../records/index.js");
  const { chooseColumns, chooseTextColumn } = await import("../tasks/index.js");
  const names = settingsFromFlags({ ...options }, ["textColumn", "labelColumn"]);
  const needsLabel = names.labelColumn !== undefined || usesLabels(pipeline);
  const { notes, ...columns } = needsLabel
    ? chooseColumns(table, names)
    : chooseTextColumn(table, names);
  for (const note of notes) say(note);
  return columns;
}

async function writeCleaned(
  table: Table,
  pipeline: CleaningPipeline,
  output: string,
): Promise<void> {
  const { tableContent } = await import("../records/index.js");
  const { writeFileAtomic } = await import("../directory/index.js");
  await writeFileAtomic(output, tableContent(table, output));
  await writeFileAtomic(stepsFileOf(output), `${JSON.stringify(pipeline, null, 2)}\n`);
}
