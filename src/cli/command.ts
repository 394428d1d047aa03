import { Command, Option } from "commander";
import type { z } from "zod";
import { BerthError } from "../base/index.js";
import { readSettings, settingOf } from "../training/read-settings.js";
import { type Recipe, requiredSettings, type SettingName } from "../training/recipe.js";
import { type Setting, toggle } from "../training/setting.js";
import { flagOf } from "../training/settings-reader.js";

/** Flags that every command has. */
export interface CommonOptions {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** A way to use a command, for its help and the documentation. */
export interface Example {
  readonly line: string;
  readonly does: string;
}

const mustBeGiven: readonly string[] = requiredSettings;

const examplesOf = new WeakMap<Command, readonly Example[]>();

/** A command with its examples; its own flags are added to it. */
export function newCommand(
  name: string,
  description: string,
  examples: readonly Example[],
): Command {
  const command = new Command(name).description(description).helpOption("--help", "show this help");
  examplesOf.set(command, examples);
  const lines = examples.map(({ line, does }) => `  # ${does}\n  ${line}`);
  return command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}

/** The examples that a command was made with. */
export function commandExamples(command: Command): readonly Example[] {
  return examplesOf.get(command) ?? [];
}

/** How a command is typed, such as `berth data split`. */
export function commandPath(command: Command): string {
  const names: string[] = [];
  for (let at: Command | null = command; at && at.name() !== "berth"; at = at.parent) {
    names.unshift(at.name());
  }
  return ["berth", ...names].join(" ");
}

/** A command and all commands inside it. */
export function withSubcommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(withSubcommands)];
}

/** Adds the flags that every command has, after its own. */
export function addCommonOptions(command: Command, json: string): Command {
  return command
    .addOption(new Option("--json", json).helpGroup("Output"))
    .addOption(new Option("--quiet", "say nothing on stderr but errors").helpGroup("Output"))
    .addOption(new Option("--debug", "show the stack of an error").helpGroup("Output"));
}

const settingOfOption = new WeakMap<Option, Setting>();

/** What is told about the setting that an option stands for; undefined for other options. */
export function optionSetting(option: Option): Setting | undefined {
  return settingOfOption.get(option);
}

/** The flag of a setting of the recipe. `told` replaces what differs for a command. */
export function settingOption(
  name: SettingName,
  told: Partial<Pick<Setting, "description" | "default" | "group">> = {},
): Option {
  return optionOfSetting(name, { ...settingOf(name), ...told }, mustBeGiven.includes(name));
}

/** The flag of a model's revision, for commands that only read the model. */
export const revisionOption = (): Option =>
  settingOption("revision", { description: "branch, tag or commit of a model on the hub" });

/** The flag of a setting of any recipe. */
export function optionOfSetting(name: string, setting: Setting, isRequired: boolean): Option {
  const { placeholder, choices = [] } = setting;
  const value = placeholder === toggle.placeholder ? `[${placeholder}]` : `<${placeholder}>`;
  const words = choices.length > 0 ? `: ${choices.join(", ")}` : "";
  const inWords = isRequired ? setting.default : `default: ${setting.default}`;
  const option = new Option(
    `${flagOf(name)} ${value}`,
    `${setting.description}${words} (${inWords})`,
  ).helpGroup(setting.group);
  settingOfOption.set(option, setting);
  return option;
}

/** The settings of commands that compute with a model. */
export const machineSettings = ["engine", "device", "precision", "threads"] as const;

/** Adds the flags that say what computes, for commands without training steps. */
export function addMachineOptions(command: Command): Command {
  for (const name of machineSettings) {
    command.addOption(settingOption(name, name === "precision" ? { default: "f32" } : {}));
  }
  return command;
}
/** The settings that say how data files are read. */
export const readSettingNames = ["format", "delimiter", "quote", "header", "encoding"] as const;

/** Reads the value of a flag that is no setting of the recipe; undefined when it was not given. */
export function readFlag<Value>(
  flag: string,
  value: string | undefined,
  { schema, expects }: { readonly schema: z.ZodType<Value>; readonly expects: string },
): Value | undefined {
  if (value === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const message = `${flag}: must be ${expects}; ${JSON.stringify(value)} came`;
  throw new BerthError("USAGE", message, { flag, value });
}

/** Reads settings of the recipe out of a command's flags. */
export function settingsFromFlags<Name extends SettingName>(
  options: Readonly<Record<string, unknown>>,
  names: readonly Name[],
): Pick<Partial<Recipe>, Name> {
  const given = Object.fromEntries(names.map((name) => [name, options[name]]));
  return readSettings(given, (name) => flagOf(name)) as Pick<Partial<Recipe>, Name>;
}
