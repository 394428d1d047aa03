import { type Command, Option } from "commander";
import type { ReadOptions, Table } from "../records/index.js";
import { whole } from "../training/setting.js";
import { readFlag, readSettingNames, settingOption, settingsFromFlags } from "./command.js";
import { rowProgress } from "./row-progress.js";
import type { Terminal } from "./terminal.js";

/** The flag that reads a part of a file only, as it was typed. */
export interface LimitFlag {
  readonly limit?: string;
}

/** Adds the flags that say how files are read, and how much of them. */
export function addReadOptions(command: Command, ofEach = "the first N rows"): Command {
  for (const name of readSettingNames) command.addOption(settingOption(name));
  return command.addOption(
    new Option("--limit <N>", `read ${ofEach} (default: all rows)`).helpGroup("Data"),
  );
}

/** How the flags say that files are read. */
export function readOptionsOf(options: LimitFlag): ReadOptions {
  const limit = readFlag("--limit", options.limit, whole(1));
  return { ...settingsFromFlags({ ...options }, readSettingNames), limit };
}

/** All rows of a file; what was found out about it is said, and a line counts rows where reading takes long. */
export async function readRows(
  file: string,
  options: LimitFlag,
  terminal: Pick<Terminal, "screen" | "say">,
): Promise<Table> {
  const { readTable } = await import("../records/index.js");
  const progress = rowProgress(terminal, "reading");
  const reading = readTable(file, readOptionsOf(options), progress.update);
  const table = await reading.finally(progress.clear);
  for (const note of table.notes ?? []) terminal.say(note);
  return table;
}
