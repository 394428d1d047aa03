import { BerthError, type Json, nearest } from "../base/index.js";
import { type Recipe, recipeSchema, requiredSettings, type SettingName } from "./recipe.js";
import { type Setting, settings } from "./setting.js";

/** Every setting's name, in the order of help. */
export const settingNames = Object.keys(recipeSchema.shape) as SettingName[];

/** What people are told about a setting. */
export function settingOf(name: SettingName): Setting {
  return settings.get(recipeSchema.shape[name]) as Setting;
}

/** A setting's flag: `learningRate` is `--learning-rate`. */
export function flagOf(name: SettingName): string {
  return `--${name.replace(/[A-Z]/g, (capital) => `-${capital.toLowerCase()}`)}`;
}

/** What is left of a name when camel, kebab and snake case are made equal. */
export function plainName(name: string): string {
  return name.replace(/[-_]/g, "").toLowerCase();
}

const byPlainName = new Map(
  settingNames.flatMap((name) =>
    [name, ...(settingOf(name).aliases ?? [])].map((known) => [plainName(known), name] as const),
  ),
);

/** The setting that a name in camel, kebab or snake case means, ours or Hugging Face's. */
export function settingNamed(name: string): SettingName | undefined {
  return byPlainName.get(plainName(name));
}

/**
 * Checks and reads settings given by any of their names, values as text or as JSON.
 *
 * @param given - settings as they were typed; undefined counts as not given
 * @param called - how an error shows a name, such as with the file in front
 * @throws USAGE when a name is unknown, names a setting twice, or its value cannot be taken
 *
 * @example
 * readSettings({ num_train_epochs: "3" }); // { epochs: 3 }
 */
export function readSettings(
  given: Readonly<Record<string, unknown>>,
  called: (name: string) => string = (name) => `"${name}"`,
): Partial<Recipe> {
  const read = new Map<SettingName, unknown>();
  for (const [key, value] of Object.entries(given)) {
    if (value === undefined) continue;
    const name = settingNamed(key) ?? unknownSetting(key, called(key));
    if (read.has(name)) {
      const message = `${called(key)}: names the setting "${name}" a second time; give it once`;
      throw new BerthError("USAGE", message, { name: key, setting: name });
    }
    read.set(name, readValue(name, value, called(key)));
  }
  return Object.fromEntries(read);
}

/**
 * Checks and reads a whole recipe; parameters as in `readSettings`.
 *
 * @throws USAGE also when `train`, `model` or `output` is not given
 */
export function parseRecipe(
  given: Readonly<Record<string, unknown>>,
  called: (name: string) => string = (name) => `"${name}"`,
): Recipe {
  const recipe = readSettings(given, called);
  for (const name of requiredSettings) {
    if (recipe[name] === undefined) {
      const { expects, example } = settingOf(name);
      const message = `${called(name)}: must be given: ${expects}, such as ${example}`;
      throw new BerthError("USAGE", message, { setting: name });
    }
  }
  return recipe as Recipe;
}

function unknownSetting(key: string, shown: string): never {
  const near = settingNamed(nearest(plainName(key), [...byPlainName.keys()]) ?? "");
  const hint = near === undefined ? "" : ` Did you mean "${near}"?`;
  const message = `${shown}: is not a setting of a recipe.${hint}`;
  throw new BerthError("USAGE", message, { name: key, nearest: near ?? null });
}

function readValue(name: SettingName, value: unknown, shown: string): unknown {
  const result = recipeSchema.shape[name].safeParse(value);
  if (result.success && result.data !== undefined) return result.data;
  const { expects, choices } = settingOf(name);
  const near = typeof value === "string" && choices ? nearest(value, choices) : undefined;
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  const message = `${shown}: must be ${expects}; ${JSON.stringify(value)} came${hint}`;
  throw new BerthError("USAGE", message, { setting: name, value: value as Json });
}
