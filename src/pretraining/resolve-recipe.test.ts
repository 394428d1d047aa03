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

test("a new model with positions that no sequence reaches says so, one that goes on does not", async () => {
  const { notes } = await resolve({ maxLength: 32 });
  expect(notes).toEqual([
    "positions 64: no sequence is longer than 32 tokens, so the positions behind them are not learnt; a longer --max-length learns them",
  ]);
  expect((await resolve({ maxLength: 64 })).notes).toEqual([]);
  expect((await resolve({ maxLength: 32, model: "bert" })).notes).toEqual([]);
});

test.each([
  {
    given: { validation: ["a.txt", "b.txt"], validationSplit: 0.2 },
    decided: { validationSplit: 0 },
    note: "--validation-split has no effect: a.txt, b.txt is the validation data",
  },
  {
    given: { maxSteps: 8, epochs: 5 },
    decided: { maxSteps: 8, epochs: 3 },
    note: "--epochs has no effect: --max-steps 8 is the length",
  },
  {
    given: { warmupSteps: 20, warmupRatio: 0.5 },
    decided: { warmupSteps: 20, warmupRatio: 0.1 },
    note: "--warmup-ratio has no effect: --warmup-steps 20 is the warm-up",
  },
  {
    given: { warmupSteps: 0.2, warmupRatio: 0.5 },
    decided: { warmupSteps: null, warmupRatio: 0.2 },
    note: "--warmup-ratio has no effect: --warmup-steps 0.2 is the warm-up",
  },
])("what another setting decides is said to have no effect: $note", async (one) => {
  expect(await resolve(one.given)).toMatchObject({ recipe: one.decided, notes: [one.note] });
});
