import type { Command } from "commander";
import { newCommand } from "./command.js";
import { dataAugmentCommand } from "./data-augment.js";
import { dataCheckCommand } from "./data-check.js";
import { dataCleanCommand } from "./data-clean.js";
import { dataConvertCommand } from "./data-convert.js";
import { dataSplitCommand } from "./data-split.js";
import { dataStatsCommand } from "./data-stats.js";
import type { Streams } from "./terminal.js";

const subcommands = [
  dataCheckCommand,
  dataStatsCommand,
  dataCleanCommand,
  dataSplitCommand,
  dataAugmentCommand,
  dataConvertCommand,
];

/** `berth data`: what is done to a file of labelled text before training. One command a file. */
export function dataCommand(streams: Streams): Command {
  const command = newCommand("data", "Prepare files of labelled text.", [
    {
      does: "what is wrong with the rows, before anything is learnt from them",
      line: "berth data check tweets.csv",
    },
    {
      does: "texts without mentions, links and needless spaces",
      line: "berth data clean tweets.csv --preset tweets --output clean.csv",
    },
    {
      does: "training, validation and test rows that share no text",
      line: "berth data split tweets.csv --output parts --group-by near-duplicates",
    },
    {
      does: "more training rows of the rare labels",
      line: "berth data augment parts/train.csv --output train-more.csv --balance",
    },
  ]);
  for (const subcommand of subcommands) command.addCommand(subcommand(streams));
  return command;
}
