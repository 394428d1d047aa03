import { type Command, Option } from "commander";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { type ConvertedFile, tableContent, tfRecordContent } from "./converted-files.js";
import { fetchModel } from "./fetch-model.js";
import { requireBeside } from "./flag-rules.js";
import { addReadOptions, type LimitFlag, readOptionsOf } from "./read-flags.js";
import { requireOutput } from "./require-output.js";
import { rowProgress } from "./row-progress.js";
import { openTerminal, type Streams } from "./terminal.js";
import { writeOutput } from "./write-output.js";

interface ConvertOptions extends CommonOptions, LimitFlag {
  readonly output: string;
  readonly to?: string;
  readonly model?: string;
  readonly maxLength?: string;
  readonly textColumn?: string;
  readonly labelColumn?: string;
  readonly force?: boolean;
}

const settingNames = ["textColumn", "labelColumn", "maxLength"] as const;
/** The flags that are for a TFRecord alone. */
const recordFlags = ["model", ...settingNames] as const;

/** `berth data convert`: the rows of a file in another format. */
export function dataConvertCommand(streams: Streams): Command {
  const command = newCommand("convert", "Write the rows of a file in another format.", [
    {
      does: "Parquet from a CSV",
      line: "berth data convert reviews.csv --output reviews.parquet",
    },
    {
      does: "sentences and tags as JSON lines; the other way the name would end in .conll",
      line: "berth data convert eng.train --output train.jsonl",
    },
    {
      does: "questions that stand one a row, as SQuAD's JSON",
      line: "berth data convert questions.parquet --output train.json --to squad",
    },
    {
      does: "the features of BERT for TensorFlow: input_ids, input_mask, segment_ids, label_ids",
      line: "berth data convert train.csv --output train.tfrecord --model bert-base-uncased --max-length 128",
    },
  ]).argument("FILE", "a file of any format in docs/data-formats.md");
  addReadOptions(command)
    .addOption(
      new Option(
        "--output <FILE>",
        "file to write: .csv, .tsv, .jsonl, .json, .parquet, .conll, .tfrecord",
      )
        .helpGroup("Output")
        .makeOptionMandatory(),
    )
    .addOption(
      new Option(
        "--to <NAME>",
        "format to write: csv, tsv, jsonl, json, parquet, conll, squad, tfrecord (default: by the ending of --output)",
      ).helpGroup("Output"),
    )
    .addOption(
      new Option(
        "--model <DIR|NAME>",
        "model whose tokens a TFRecord holds: a directory, or a name on the hub (default: none)",
      ).helpGroup("TFRecord"),
    )
    .addOption(settingOption("maxLength", { default: "128" }).helpGroup("TFRecord"))
    .addOption(settingOption("textColumn").helpGroup("TFRecord"))
    .addOption(settingOption("labelColumn").helpGroup("TFRecord"))
    .addOption(new Option("--force", "replace a file that is there").helpGroup("Output"));
  addCommonOptions(command, "print file, format and rows as JSON");
  return command.action((file: string, options: ConvertOptions) =>
    runConvert(file, options, streams),
  );
}

async function runConvert(file: string, options: ConvertOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const { output } = options;
  const read = readOptionsOf(options);
  const settings = settingsFromFlags({ ...options }, settingNames);
  const isTfRecord = options.to === "tfrecord" || (!options.to && /\.tf_?record$/i.test(output));
  const needed = "--to tfrecord, or an --output that ends in .tfrecord";
  requireBeside(options, recordFlags, needed, isTfRecord);
  requireOutput(output, "--output", options.force === true);
  if (options.model !== undefined) {
    await fetchModel(terminal, options.model, { needs: "tokenizer" });
  }
  const progress = rowProgress(terminal, "converting");
  const told = { say: terminal.say, onProgress: progress.update };
  const write = async (): Promise<ConvertedFile> => {
    const found = isTfRecord
      ? await tfRecordContent(file, { ...read, ...settings, model: options.model }, told)
      : await tableContent(file, output, { ...read, to: options.to }, told);
    await writeOutput(output, found.content);
    return found;
  };
  const { format, rows: countRows } = await write().finally(progress.clear);
  terminal.say(`The rows are in ${output}`);
  const rows = countRows();
  if (options.json) terminal.print(JSON.stringify({ file, output, format, rows }));
  else terminal.print(`${rows.toLocaleString("en-US")} rows as ${format}`);
}
