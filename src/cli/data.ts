import type { Command } from "commander";
import { newCommand } from "./command.js";
import { dataCleanCommand } from "./data-clean.js";
import type { Streams } from "./terminal.js";

const subcommands = [dataCleanCommand];

/** `berth data`: what is done to a file of labelled text before training. One command a file. */
export function dataCommand(streams: Streams): Command {
  const command = newCommand("data", "Prepare files of labelled text.", [
    {
      does: "texts without mentions, links and needless spaces",
      line: "berth data clean tweets.csv --preset tweets --output clean.csv",
    },
  ]);
  for (const subcommand of subcommands) command.addCommand(subcommand(streams));
  return command;
}
