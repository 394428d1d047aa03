import { type Command, Option } from "commander";
import { whole } from "../training/setting.js";
import {
  addCommonOptions,
  type CommonOptions,
  newCommand,
  readFlag,
  settingOption,
  settingsFromFlags,
} from "./command.js";
import { fetchModel } from "./fetch-model.js";
import { addPageOptions, type PageOptions, requestedPage } from "./page-options.js";
import { addReadOptions, type LimitFlag, readOptionsOf } from "./read-flags.js";
import { rowProgress } from "./row-progress.js";
import { statsLines } from "./stats-lines.js";
import { openTerminal, type Streams } from "./terminal.js";

interface StatsOptions extends CommonOptions, PageOptions, LimitFlag {
  readonly model?: string;
  readonly sample?: string;
}

const settingNames = ["textColumn", "labelColumn", "seed"] as const;

/** `berth data stats`: what a file holds. */
export function dataStatsCommand(streams: Streams): Command {
  const command = newCommand("stats", "Show what a file holds: columns, labels, lengths.", [
    {
      does: "rows and columns, shares of the labels, histograms of words and characters",
      line: "berth data stats tweets.csv",
    },
    {
      does: "tokens of a model, and how many texts each --max-length would cut; five rows to look at",
      line: "berth data stats tweets.csv --model bert-base-uncased --sample 5",
    },
  ]).argument("FILE", "a file of any format in docs/data-formats.md");
  command.addOption(settingOption("textColumn")).addOption(settingOption("labelColumn"));
  addReadOptions(command)
    .addOption(
      new Option(
        "--model <DIR|NAME>",
        "model whose tokens are counted: a directory, or a name on the hub (default: none)",
      ).helpGroup("Model"),
    )
    .addOption(
      new Option("--sample <N>", "show N rows, drawn by the seed (default: 0)").helpGroup("Output"),
    )
    .addOption(settingOption("seed", { description: "seed of the sample" }).helpGroup("Output"));
  addPageOptions(command);
  addCommonOptions(command, "print the statistics as JSON");
  return command.action((file: string, options: StatsOptions) => runStats(file, options, streams));
}

async function runStats(file: string, options: StatsOptions, streams: Streams): Promise<void> {
  const terminal = openTerminal(streams, options);
  const read = readOptionsOf(options);
  const sample = readFlag("--sample", options.sample, whole(0));
  const settings = settingsFromFlags({ ...options }, settingNames);
  const { model } = options;
  const page = requestedPage(options);
  // Heavy runtimes are loaded only once there is something to run.
  const { dataStatistics, statisticsHtml } = await import("../checking/index.js");
  if (model !== undefined) await fetchModel(terminal, model, { needs: "tokenizer" });
  const progress = rowProgress(terminal, "counting");
  const { update: onProgress } = progress;
  const statistics = await dataStatistics(file, {
    ...read,
    ...settings,
    model,
    sample,
    onProgress,
  }).finally(progress.clear);
  for (const note of statistics.notes) terminal.say(note);
  await page?.write((lang) => statisticsHtml(statistics, lang), terminal.say);
  if (options.json) terminal.print(JSON.stringify(statistics));
  else for (const line of statsLines(statistics)) terminal.print(line);
}
