import type { Command, Option } from "commander";
import { BerthError, nearest } from "../base/index.js";
import { needlessSetting } from "../training/needless-settings.js";
import { plainName } from "../training/plain-name.js";
import { commandPath, optionSetting } from "./command.js";

/**
 * Command-line words with every flag in its documented spelling: `--num_train_epochs=3` becomes
 * `--epochs=3`.
 *
 * @param words - what follows the name of the command
 * @throws USAGE when the command has no such flag; of one that a fine-tuning does not need, with what takes its place
 */
export function spellFlags(words: readonly string[], command: Command): string[] {
  const spelled: string[] = [];
  for (let index = 0; index < words.length; index++) {
    const word = words[index] as string;
    if (word === "--") return [...spelled, ...words.slice(index)];
    if (!word.startsWith("--")) {
      spelled.push(word);
      continue;
    }
    const [typed = "", ...value] = word.split("=");
    const flag = spellFlag(typed, command);
    spelled.push([flag, ...value].join("="));
    const takesNext = value.length === 0 && optionOf(flag, command)?.required === true;
    if (takesNext && index + 1 < words.length) {
      index += 1;
      spelled.push(words[index] as string);
    }
  }
  return spelled;
}

const optionOf = (flag: string, command: Command) =>
  command.options.find((option) => option.long === flag);

function spellFlag(typed: string, command: Command): string {
  const flags = ["--help", ...command.options.map((option) => option.long ?? "")];
  const plain = plainName(typed);
  const isMeant = (option: Option): boolean =>
    optionSetting(option)?.aliases?.some((alias) => plainName(alias) === plain) ?? false;
  const flag =
    flags.find((known) => plainName(known) === plain) ?? command.options.find(isMeant)?.long;
  return flag ?? unknownFlag(typed, flags, command);
}

function unknownFlag(typed: string, flags: readonly string[], command: Command): never {
  const needless = command.name() === "finetune" ? needlessSetting(typed) : undefined;
  if (needless !== undefined) {
    throw new BerthError("USAGE", `${typed}: ${needless}`, { flag: typed });
  }
  const near = nearest(typed, flags);
  const hint = near === undefined ? "" : `Did you mean ${near}? `;
  const path = commandPath(command);
  const message = `${typed}: is not a flag of ${path}. ${hint}${path} --help lists them`;
  throw new BerthError("USAGE", message, { flag: typed, nearest: near ?? null });
}
