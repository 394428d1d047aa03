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
    const { flag, takesNext } = flagWithValue(word, words[index + 1], command);
    spelled.push(...flag);
    if (takesNext) index += 1;
  }
  return spelled;
}

/** A flag in its documented spelling with its value, which may be the word that follows. */
function flagWithValue(
  word: string,
  next: string | undefined,
  command: Command,
): { readonly flag: readonly string[]; readonly takesNext: boolean } {
  const [typed = "", ...value] = word.split("=");
  const flag = spellFlag(typed, command);
  const option = optionOf(flag, command);
  if (isSwitch(typed, option)) {
    const takesNext = value.length === 0 && /^(?:true|false)$/i.test(next ?? "");
    const [told = takesNext ? next : "true"] = value;
    return { flag: [`${flag}=${told?.toLowerCase()}`], takesNext };
  }
  const own = [flag, ...value].join("=");
  const takesNext = value.length === 0 && option?.required === true && next !== undefined;
  return { flag: takesNext ? [own, next] : [own], takesNext };
}

const optionOf = (flag: string, command: Command) =>
  command.options.find((option) => option.long === flag);

/** Whether a flag was typed by a name that is a switch for others, such as `--bf16` for the precision. */
function isSwitch(typed: string, option: Option | undefined): boolean {
  if (option === undefined || plainName(typed) === plainName(option.long ?? "")) return false;
  return optionSetting(option)?.hasSwitches ?? false;
}

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
