import type { z } from "zod";
import { BerthError, type Json, nearest } from "../base/index.js";
import { needlessSetting } from "./needless-settings.js";
import { plainName } from "./plain-name.js";
import { type Setting, settings } from "./setting.js";

/** A setting's flag: `learningRate` is `--learning-rate`. */
export function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
}

type Shape = Readonly<Record<string, z.ZodType>>;

/** Settings that were given, read. */
type Values<Fields extends Shape> = { readonly [Name in keyof Fields]?: z.output<Fields[Name]> };

/** Reads the settings of one kind of recipe, by any of their names. */
export interface SettingsReader<Fields extends Shape> {
  /** Every setting's name, in the order of help. */
  readonly names: readonly (keyof Fields & string)[];
  /** Settings without which there is no run. */
  readonly required: readonly (keyof Fields & string)[];
  /** What people are told about a setting. */
  settingOf(name: keyof Fields & string): Setting;
  /** The setting that a name in camel, kebab or snake case means, ours or Hugging Face's. */
  settingNamed(name: string): (keyof Fields & string) | undefined;
  /**
   * Checks and reads settings given by any of their names, values as text or as JSON.
   *
   * @param given - settings as they were typed; undefined counts as not given
   * @param called - how an error shows a name, such as with the file in front
   * @throws USAGE when a name is unknown, names a setting twice, or its value cannot be taken
   */
  read(given: Readonly<Record<string, unknown>>, called?: (name: string) => string): Values<Fields>;
  /** Checks and reads a whole recipe; USAGE also when a required setting is not given. */
  parse(
    given: Readonly<Record<string, unknown>>,
    called?: (name: string) => string,
  ): Values<Fields>;
}

/** Makes the reader of a recipe's schema. */
export function settingsReader<Fields extends Shape>(
  { shape }: { readonly shape: Fields },
  required: readonly (keyof Fields & string)[],
): SettingsReader<Fields> {
  type Name = keyof Fields & string;
  const names = Object.keys(shape) as Name[];
  const schemaOf = (name: Name): z.ZodType => shape[name] as unknown as z.ZodType;
  const settingOf = (name: Name): Setting => settings.get(schemaOf(name)) as Setting;
  const byPlainName = new Map(
    names.flatMap((name) =>
      [name, ...(settingOf(name).aliases ?? [])].map((known) => [plainName(known), name] as const),
    ),
  );
  const settingNamed = (name: string): Name | undefined => byPlainName.get(plainName(name));
  const quoted = (name: string): string => `"${name}"`;

  const unknownSetting = (key: string, shown: string): never => {
    const needless = needlessSetting(key);
    if (needless !== undefined) {
      throw new BerthError("USAGE", `${shown}: ${needless}.`, { name: key });
    }
    const near = settingNamed(nearest(plainName(key), [...byPlainName.keys()]) ?? "");
    const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
    const message = `${shown}: is not a setting of a recipe.${hint}`;
    throw new BerthError("USAGE", message, { name: key, nearest: near ?? null });
  };
  const readValue = (name: Name, value: unknown, shown: string): unknown => {
    const result = schemaOf(name).safeParse(value);
    if (result.success && result.data !== undefined) return result.data;
    const { expects, choices } = settingOf(name);
    const near = typeof value === "string" && choices ? nearest(value, choices) : undefined;
    const hint = near === undefined ? "" : `. Did you mean ${near}?`;
    const message = `${shown}: must be ${expects}; ${JSON.stringify(value)} came${hint}`;
    throw new BerthError("USAGE", message, { setting: name, value: value as Json });
  };
  const read: SettingsReader<Fields>["read"] = (given, called = quoted) => {
    const found = new Map<Name, unknown>();
    for (const [key, value] of Object.entries(given)) {
      if (value === undefined) continue;
      const name = settingNamed(key) ?? unknownSetting(key, called(key));
      if (found.has(name)) {
        const message = `${called(key)}: names the setting "${name}" a second time; give it once`;
        throw new BerthError("USAGE", message, { name: key, setting: name });
      }
      found.set(name, readValue(name, value, called(key)));
    }
    return Object.fromEntries(found) as Values<Fields>;
  };
  return {
    names,
    required,
    settingOf,
    settingNamed,
    read,
    parse(given, called = quoted) {
      const recipe = read(given, called);
      for (const name of required) {
        if (recipe[name] !== undefined) continue;
        const { expects, example } = settingOf(name);
        const message = `${called(name)}: must be given: ${expects}, such as ${example}`;
        throw new BerthError("USAGE", message, { setting: name });
      }
      return recipe;
    },
  };
}
