import { cp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import type { JsonObject } from "../base/index.js";
import { modelSource } from "./model-source.js";
import { pretrainingSettings } from "./recipe.js";

const path = temporaryFolder();
const base = { corpus: ["texts"], output: "run" };
let config: JsonObject;

beforeAll(async () => {
  const fixture = resolve(import.meta.dirname, "../../test/fixtures/tiny-pretraining");
  await cp(fixture, path("model"), { recursive: true });
  config = JSON.parse(await readFile(path("model", "config.json"), "utf8"));
});

/** A copy of the model with another `config.json`. */
async function modelWith(name: string, changed: JsonObject): Promise<string> {
  await cp(path("model"), path(name), { recursive: true });
  await writeFile(path(name, "config.json"), JSON.stringify({ ...config, ...changed }));
  return path(name);
}

test("a head with a table of words of its own is refused, as in predict", async () => {
  const model = await modelWith("untied", { tie_word_embeddings: false });
  await expect(modelSource({ ...base, model }, undefined)).rejects.toMatchObject({
    code: "CONFIG_UNSUPPORTED",
    details: { file: join(model, "config.json"), key: "tie_word_embeddings" },
  });
  const untied = { ...config, tie_word_embeddings: false };
  await expect(modelSource({ ...base, tokenizer: model }, untied)).rejects.toMatchObject({
    code: "CONFIG_UNSUPPORTED",
    details: { file: "--config" },
  });
});

test.each([
  [30_522, "30,522"],
  [100, "100"],
])("a new model has the words of its tokenizer where the config says %i", async (size, told) => {
  const given = { ...base, tokenizer: path("model") };
  const { architecture, notes } = await modelSource(given, { ...config, vocab_size: size });
  expect(architecture.vocabularySize).toBe(config["vocab_size"]);
  expect(notes).toContain(
    `vocabulary ${config["vocab_size"]}: the tokenizer has so many tokens; --config says ${told}`,
  );
});

test.each([
  ["padded to a round number", 192, ""],
  ["of another model", 30_522, "the model has 30,522 words and the tokenizer 150 tokens"],
])("a model's table of words %s stays", async (title, rows, told) => {
  const model = await modelWith(title, { vocab_size: rows });
  const { architecture, notes } = await modelSource({ ...base, model }, undefined);
  expect(architecture.vocabularySize).toBe(rows);
  expect(notes.join("")).toContain(told);
  if (told === "") expect(notes.join("")).toBe("");
});

test("a release of Google's with a cased vocabulary keeps the case, and says so", async () => {
  const model = await modelWith("cased", {});
  for (const name of ["tokenizer.json", "tokenizer_config.json"]) await rm(join(model, name));
  await rename(join(model, "config.json"), join(model, "bert_config.json"));
  const words = (await readFile(join(model, "vocab.txt"), "utf8")).split("\n");
  const cased = words.map((word) => (/^[a-z]{4,}$/.test(word) ? `X${word.slice(1)}` : word));
  await writeFile(join(model, "vocab.txt"), cased.join("\n"));
  const { tokenizer, notes } = await modelSource({ ...base, model }, undefined);
  expect(tokenizer.lowerCase).toBe(false);
  expect(notes.join("")).toContain("vocab.txt: has words with capital letters");
});

test.each(["nsp", "sop"] as const)("a model of one type of tokens learns no %s", async (pairs) => {
  const one = { ...config, type_vocab_size: 1 };
  const model = await modelWith(`one-type-${pairs}`, { type_vocab_size: 1 });
  const refusal = { code: "CONFIG_UNSUPPORTED", details: { key: "type_vocab_size", value: 1 } };
  await expect(modelSource({ ...base, model, pairs }, undefined)).rejects.toMatchObject(refusal);
  const given = { ...base, tokenizer: path("model") };
  await expect(modelSource({ ...given, pairs }, one)).rejects.toMatchObject({
    ...refusal,
    message: `--config: "type_vocab_size" must be 2 or more for --pairs ${pairs}; got 1. Use --pairs none`,
  });
  const { architecture } = await modelSource({ ...given, pairs: "none" }, one);
  expect(architecture.typeCount).toBe(1);
});

test.each([
  [384, 6],
  [200, 2],
  [1000, 10],
  [40, 1],
])("a hidden size of %i has %i heads where nothing else is said", async (hiddenSize, heads) => {
  const given = { ...base, tokenizer: path("model"), hiddenSize };
  expect((await modelSource(given, undefined)).architecture.headCount).toBe(heads);
});

test("a model of fewer positions than a sequence has is refused, wherever its sizes come from", async () => {
  const few = { max_position_embeddings: 7 };
  const model = await modelWith("few-positions", few);
  const refusal = { code: "CONFIG_UNSUPPORTED", details: { key: "max_position_embeddings" } };
  await expect(modelSource({ ...base, model }, undefined)).rejects.toMatchObject(refusal);
  const given = { ...base, tokenizer: path("model") };
  await expect(modelSource(given, { ...config, ...few })).rejects.toMatchObject({
    ...refusal,
    message: `--config: "max_position_embeddings" must be 8 or more to be pre-trained; got 7`,
  });
  expect(() => pretrainingSettings.parse({ ...given, positions: 7 })).toThrow(
    '"positions": must be a whole number, 8 or more; 7 came',
  );
  const { architecture } = await modelSource(given, { ...config, max_position_embeddings: 8 });
  expect(architecture.positionCount).toBe(8);
});
