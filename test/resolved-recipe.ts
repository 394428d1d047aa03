import { classification } from "../src/tasks/index.js";
import type { Recipe } from "../src/training/recipe.js";
import { type RecipeFacts, resolveRecipe } from "../src/training/recipe-defaults.js";

/** A run on the GOP tweets with MiniLM-L6, on two threads. */
const facts: RecipeFacts = {
  task: classification,
  trainRows: 12_483,
  hiddenSize: 384,
  layerCount: 6,
  positions: 512,
  lengthPercentile99: 41.2,
  threads: 2,
  engine: "onnxruntime",
  device: "cpu",
  precision: "f32",
};
const needed = { train: "train.csv", model: "minilm", output: "run" };
/** What is decided of the three settings that are needed and of more, with facts of the run changed. */
export const resolve = (given: Partial<Recipe> = {}, known: Partial<RecipeFacts> = {}) =>
  resolveRecipe({ ...needed, ...given }, { ...facts, ...known });
