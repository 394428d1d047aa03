import type { Recipe, ResolvedRecipe } from "./recipe.js";

type Augmentation = Pick<
  ResolvedRecipe,
  "augmentRate" | "augmentRows" | "augmentThesaurus" | "augmentModel"
>;

type Note = (sentence: string) => void;

/** What an augmentation leaves open, with a note for each setting that has no effect; nothing where there is none. */
export function decideAugmentation(recipe: Recipe, note: Note): Augmentation {
  const { augment, augmentRate, augmentRows, augmentThesaurus, augmentModel } = recipe;
  if (augment) {
    return {
      augmentRate: augmentRate ?? 0.1,
      augmentRows: augmentRows ?? 1,
      augmentThesaurus: decideThesaurus(augment, augmentThesaurus, note),
      augmentModel: decideModel(augment, augmentModel, note),
    };
  }
  if ((augmentRate ?? augmentRows ?? augmentThesaurus ?? augmentModel) !== undefined) {
    note("the settings of the augmentation have no effect: --augment names no edits");
  }
  return { augmentRate: null, augmentRows: null, augmentThesaurus: null, augmentModel: null };
}

type Edits = NonNullable<Recipe["augment"]>;

function decideThesaurus(edits: Edits, thesaurus: string | undefined, note: Note): string | null {
  if (thesaurus === undefined || edits.includes("synonym") || edits.includes("insert")) {
    return thesaurus ?? null;
  }
  note("--augment-thesaurus has no effect: --augment names neither synonym nor insert");
  return null;
}

function decideModel(edits: Edits, model: string | undefined, note: Note): string | null {
  if (model === undefined || edits.includes("contextual")) return model ?? null;
  note("--augment-model has no effect: --augment does not name contextual");
  return null;
}
