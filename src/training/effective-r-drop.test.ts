import { expect, test } from "vitest";
import { tinyBert } from "../../test/tiny-bert.js";
import { readConfig } from "../directory/index.js";
import { bertArchitecture } from "../models/index.js";
import { classification } from "../tasks/index.js";
import { effectiveRDrop } from "./effective-r-drop.js";
import type { Recipe } from "./recipe.js";
import { type RecipeFacts, resolveRecipe } from "./recipe-defaults.js";

const architecture = bertArchitecture(await readConfig(tinyBert));
const still = { ...architecture, hiddenDropout: 0, attentionDropout: 0, classifierDropout: 0 };
const facts: RecipeFacts = {
  task: classification,
  ...{ trainRows: 100, hiddenSize: 32, layerCount: 2, positions: 64, lengthPercentile99: 12 },
  ...{ threads: 1, engine: "onnxruntime", device: "cpu", precision: "f32" },
};
const resolve = (given: Partial<Recipe>) =>
  resolveRecipe({ train: "a.csv", model: "bert", output: "run", rDrop: 1, ...given }, facts).recipe;

test.each([
  { given: {}, of: architecture, isTold: false },
  { given: {}, of: still, isTold: true },
  { given: { rDrop: 0 }, of: still, isTold: false },
  { given: { head: "mlp" as const }, of: still, isTold: false },
  { given: { head: "mlp" as const, headDropout: 0 }, of: still, isTold: true },
  { given: { freeze: "encoder" }, of: { ...architecture, classifierDropout: 0 }, isTold: true },
  {
    given: { freeze: "encoder", frozenDropout: true },
    of: { ...architecture, classifierDropout: 0 },
    isTold: false,
  },
])("R-Drop of $given is left out, and that is told: $isTold", ({ given, of, isTold }) => {
  const { rDrop } = resolve(given);
  const { recipe, notes } = effectiveRDrop(resolve(given), of);
  expect(notes).toHaveLength(Number(isTold));
  expect(recipe.rDrop).toBe(isTold ? 0 : rDrop);
});
