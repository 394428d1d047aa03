import { type Recipe, recipeSchema, requiredSettings } from "./recipe.js";
import { settingsReader } from "./settings-reader.js";

/** Reads the settings of a fine-tuning. */
const recipeSettings = settingsReader(recipeSchema, requiredSettings);

/** Every setting's name, in the order of help. */
export const settingNames = recipeSettings.names;

/** What people are told about a setting. */
export const settingOf = recipeSettings.settingOf;

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
  called?: (name: string) => string,
): Partial<Recipe> {
  return recipeSettings.read(given, called) as Partial<Recipe>;
}

/**
 * Checks and reads a whole recipe; parameters as in `readSettings`.
 *
 * @throws USAGE also when `train`, `model` or `output` is not given
 */
export function parseRecipe(
  given: Readonly<Record<string, unknown>>,
  called?: (name: string) => string,
): Recipe {
  return recipeSettings.parse(given, called) as Recipe;
}
