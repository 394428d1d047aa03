import { type Command, Option } from "commander";
import {
  columnsOf,
  type DataCleanOptions,
  outputOf,
  pipelineOf,
  stepsFileOf,
} from "./clean-request.js";
import { cleaningJson, cleaningLines, exampleLines, stepHelp } from "./cleaning-lines.js";
import { addCommonOptions, newCommand, settingOption } from "./command.js";
import { addReadOptions, readRows } from "./read-flags.js";
import { stageProgress } from "./stage-progress.js";
import { openTerminal, type Streams } from "./terminal.js";

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
    .argument("<FILE>", "rows to clean, in any format of docs/data-formats.md")
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
      new Option(
        "--output <FILE>",
        "file to write, by its ending: .csv, .tsv, .jsonl, .json, .parquet; the steps go beside it, into FILE.cleaning.json",
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
  addReadOptions(command);
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
  const pipeline = await pipelineOf(options);
  const output = options.dryRun ? undefined : await outputOf(options);
  const { cleanTable, writeTable } = await import("../records/index.js");
  const table = await readRows(file, options, terminal);
  const columns = await columnsOf(table, pipeline, options, terminal.say);
  const progress = stageProgress(terminal, "cleaning");
  const onProgress = progress.update;
  const cleaned = await cleanTable(table, columns, pipeline, { onProgress }).finally(
    progress.clear,
  );
  if (output !== undefined) {
    const { writeFileAtomic } = await import("../directory/index.js");
    await writeTable(output, cleaned.table, options);
    await writeFileAtomic(stepsFileOf(output), `${JSON.stringify(pipeline, null, 2)}\n`);
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
