import { expect, test } from "vitest";
import { bertArchitecture } from "../models/index.js";
import type { PretrainingRecipe } from "./recipe.js";
import { resolvePretraining } from "./resolve-recipe.js";

const config = {
  model_type: "bert",
  vocab_size: 50,
  max_position_embeddings: 64,
  type_vocab_size: 2,
  hidden_size: 8,
  num_hidden_layers: 1,
  num_attention_heads: 2,
  intermediate_size: 16,
};

/** What is decided of these settings, where every document has many sentences. */
const resolve = (given: Partial<PretrainingRecipe>, typeCount = 2) => {
  const architecture = bertArchitecture({ ...config, type_vocab_size: typeCount });
  const needed = { corpus: ["texts"], output: "run" };
  return resolvePretraining(
    { ...needed, engine: "onnxruntime", ...given },
    { architecture, documents: 100, singles: 0 },
  );
};

test("pairs are none where all tokens are of one type, which a note says", async () => {
  expect(await resolve({}, 1)).toMatchObject({
    recipe: { pairs: "none" },
    notes: ["pairs none: the tokens of the model are of one type"],
  });
  expect(await resolve({})).toMatchObject({ recipe: { pairs: "nsp" }, notes: [] });
});
