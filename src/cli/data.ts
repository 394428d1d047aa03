import type { Command } from "commander";
import { newCommand } from "./command.js";
import { dataCleanCommand } from "./data-clean.js";
import type { Streams } from "./terminal.js";

/** `berth data`: what can be done with a file of labelled text, one command a file. */
export function dataCommand(streams: Streams): Command {
  const command = newCommand("data", "Work on files of labelled text.", []);
  const commands = [dataCleanCommand];
  for (const one of commands) command.addCommand(one(streams));
  return command;
}
