import { expect, test } from "vitest";
import { resolve } from "../../test/resolved-recipe.js";
import type { Recipe } from "./recipe.js";

test("a linear probe has a rate of 1e-3, and no place before a run that trains only the head", () => {
  expect(resolve({ linearProbeFirst: 1 }).recipe).toMatchObject({
    linearProbeFirst: 1,
    linearProbeRate: 1e-3,
    learningRate: 5e-5,
  });
  const given = { linearProbeFirst: 1, linearProbeRate: 3e-3 };
  expect(resolve(given).recipe).toMatchObject(given);
  const frozen = resolve({ ...given, freeze: "encoder" });
  expect(frozen.recipe).toMatchObject({ linearProbeFirst: 0, linearProbeRate: null });
  expect(frozen.notes).toContain(
    "--linear-probe-first has no effect: the encoder is frozen in the whole run",
  );
  expect(resolve({ linearProbeRate: 3e-3 }).notes).toContain(
    "--linear-probe-rate has no effect: there are no epochs of --linear-probe-first",
  );
});

test.each([
  { freeze: "encoder", frozenDropout: true },
  { freeze: "embeddings,0-1", frozenDropout: true },
  { linearProbeFirst: 1, frozenDropout: true },
  { freeze: "0-1", frozenDropout: false },
  { frozenDropout: false },
])("dropout in frozen layers is of use where the embeddings are frozen: %j", (expected) => {
  const { recipe, notes } = resolve({ ...expected, frozenDropout: true });
  expect(recipe).toMatchObject(expected);
  const note = "--frozen-dropout has no effect: the embeddings are not frozen";
  expect(notes.includes(note)).toBe(!expected.frozenDropout);
});

test.each<{ given: Partial<Recipe>; note: string }>([
  {
    given: { prefixCache: "cache" },
    note: "--prefix-cache has no effect: the embeddings and the first layer are not both frozen",
  },
  {
    given: { prefixCache: "cache", freeze: "embeddings" },
    note: "--prefix-cache has no effect: the embeddings and the first layer are not both frozen",
  },
  {
    given: { prefixCache: "cache", freeze: "encoder", frozenDropout: true },
    note: "--prefix-cache has no effect: --frozen-dropout computes the frozen layers in every step",
  },
  {
    given: { llrd: 0.9, freeze: "encoder" },
    note: "--llrd has no effect: nothing below the last layer is trained",
  },
  {
    given: { llrd: 0.9, freeze: "embeddings,0-4" },
    note: "--llrd has no effect: nothing below the last layer is trained",
  },
  {
    given: { gradientCheckpointing: true, freeze: "encoder" },
    note: "--gradient-checkpointing has no effect: no layer is trained",
  },
])("$given: $note", ({ given, note }) => {
  const { recipe, notes } = resolve(given);
  expect(notes).toContain(note);
  const [setting = ""] = Object.keys(given);
  const byDefault = resolve().recipe;
  expect(recipe).toHaveProperty(setting, byDefault[setting as keyof typeof byDefault]);
});

test.each<Partial<Recipe>>([
  { prefixCache: "cache", freeze: "embeddings,0" },
  { prefixCache: "cache", linearProbeFirst: 1 },
  { prefixCache: "off" },
  { llrd: 0.9, freeze: "embeddings,0-3" },
  { llrd: 0.9, freeze: "0-4" },
  { llrd: 0.9, linearProbeFirst: 1 },
  { gradientCheckpointing: true, freeze: "embeddings,0-4" },
  { gradientCheckpointing: true, linearProbeFirst: 1 },
])("%j is at work, and nothing else is told", (given) => {
  const { recipe, notes } = resolve(given);
  expect(notes.join()).not.toContain("no effect");
  expect(recipe).toMatchObject(given);
});
