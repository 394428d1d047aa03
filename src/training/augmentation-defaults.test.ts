import { expect, test } from "vitest";
import { resolve } from "../../test/resolved-recipe.js";
import type { Recipe } from "./recipe.js";

test("an augmentation has a rate and a number of rows; without one these say that they have no effect", () => {
  const augment: Recipe["augment"] = ["swap", "delete"];
  const { recipe } = resolve({ augment });
  expect(recipe).toMatchObject({ augment, augmentRate: 0.1, augmentRows: 1 });
  expect(resolve({ augment, augmentRate: 0.3, augmentRows: 2 }).recipe).toMatchObject({
    augmentRate: 0.3,
    augmentRows: 2,
  });
  const without = resolve({ augmentRows: 2 });
  expect(without.recipe).toMatchObject({ augment: null, augmentRate: null, augmentRows: null });
  expect(without.notes).toContain(
    "the settings of the augmentation have no effect: --augment names no edits",
  );
});

test.each<{ given: Partial<Recipe>; note: string }>([
  {
    given: { augment: ["swap"], augmentThesaurus: "words.tsv" },
    note: "--augment-thesaurus has no effect: --augment names neither synonym nor insert",
  },
  {
    given: { augment: ["swap"], augmentModel: "mlm" },
    note: "--augment-model has no effect: --augment does not name contextual",
  },
])("$given: $note", ({ given, note }) => {
  const { recipe, notes } = resolve(given);
  expect(notes).toContain(note);
  expect(recipe).toMatchObject({ augmentThesaurus: null, augmentModel: null });
});

test.each<Partial<Recipe>>([
  { augment: ["swap", "insert"], augmentThesaurus: "words.tsv" },
  { augment: ["contextual"], augmentModel: "mlm" },
])("%j is at work, and nothing else is told", (given) => {
  const { recipe, notes } = resolve(given);
  expect(notes.join()).not.toContain("no effect");
  expect(recipe).toMatchObject(given);
});
