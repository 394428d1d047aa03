import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
// test/fixtures/make_added_tokens.py made these with transformers.
import fixture from "../../test/fixtures/added-tokens.json" with { type: "json" };
import { loadTokenizer, type Tokenizer } from "./index.js";

const vocabulary = resolve(import.meta.dirname, "../../test/fixtures/small-bert/vocab.txt");
const SIZE = 284;

let root = "";
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "added-tokens-"));
});
afterAll(() => rm(root, { recursive: true }));

/** A folder with the vocabulary of the fixture, unless it is among the files written here. */
async function directory(files: Readonly<Record<string, unknown>>): Promise<string> {
  const folder = await mkdtemp(join(root, "model-"));
  await cp(vocabulary, join(folder, "vocab.txt"));
  for (const [name, content] of Object.entries(files)) {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(join(folder, name), text);
  }
  return folder;
}

async function encoded(tokenizer: Tokenizer, text: string) {
  const [{ tokenIds } = expect.fail("no encoding")] = await tokenizer.encode([text], {
    maxLength: 64,
  });
  return {
    text,
    ids: [...tokenIds],
    decoded: await tokenizer.decode(tokenIds),
    plain: await tokenizer.decode(tokenIds, { skipSpecialTokens: true }),
  };
}

test.each(fixture.cases)(
  "added tokens are those of transformers, also in the saved files: $title",
  async ({ files, size, encodings }) => {
    const tokenizer = await loadTokenizer(await directory(files));
    const saved = tokenizer.files({ modelMaxLength: 64 });
    const { "tokenizer.json": _, ...older } = saved;
    const readers = [
      tokenizer,
      await loadTokenizer(await directory(saved)),
      await loadTokenizer(await directory(older)),
    ];
    for (const reader of readers) {
      expect(reader.vocabularySize).toBe(size);
      for (const encoding of encodings) {
        expect(await encoded(reader, encoding.text)).toEqual(encoding);
      }
    }
  },
);

test("special_tokens_map.json alone makes tokens of added_tokens.json special", async () => {
  const tokenizer = await loadTokenizer(
    await directory({
      "added_tokens.json": { "[E1]": SIZE },
      "special_tokens_map.json": { additional_special_tokens: ["[E1]"] },
    }),
  );
  expect(await encoded(tokenizer, "[E1] film")).toMatchObject({
    ids: [2, SIZE, 129, 3],
    plain: "film",
  });
  const { "tokenizer.json": _, ...older } = tokenizer.files({ modelMaxLength: 64 });
  const saved = await loadTokenizer(await directory(older));
  expect(await encoded(saved, "[E1] film")).toMatchObject({ plain: "film" });
});

test("tokens keep the ids of the file where some are left out", async () => {
  const tokenizer = await loadTokenizer(
    await directory({ "added_tokens.json": { "[E2]": SIZE + 6, "[E1]": SIZE + 3 } }),
  );
  const saved = tokenizer.files({ modelMaxLength: 64 });
  const { "tokenizer.json": _, ...older } = saved;
  const readers = [
    tokenizer,
    await loadTokenizer(await directory(saved)),
    await loadTokenizer(await directory(older)),
  ];
  for (const reader of readers) {
    expect(reader.vocabularySize).toBe(SIZE + 7);
    expect((await encoded(reader, "[E1] film [E2]")).ids).toEqual([2, SIZE + 3, 129, SIZE + 6, 3]);
  }
});

test.each([
  [
    "an id of another token",
    { "[E1]": 129 },
    'the added token "[E1]" must have an id of its own; 129 came, and "film" has it. Copy the model\'s files again, vocab.txt among them',
  ],
  [
    "a second id",
    { film: SIZE },
    'the added token "film" must have an id of its own; 284 came, and it has 129 already. Copy the model\'s files again, vocab.txt among them',
  ],
  [
    "one id for two tokens",
    { "[E1]": SIZE, "[E2]": SIZE },
    'the added token "[E2]" must have an id of its own; 284 came, and "[E1]" has it. Copy the model\'s files again, vocab.txt among them',
  ],
  [
    "an id far beyond the vocabulary",
    { "[E1]": 1e9 },
    "the ids of added tokens must follow the vocabulary's, of which the next is 284; \"[E1]\" has 1000000000. Copy the model's files again, vocab.txt among them",
  ],
  [
    "an id that is no number",
    { "[E1]": "284" },
    'the id of the added token "[E1]" must be a whole number from 0 on; "284" came. Copy the model\'s files again',
  ],
])("%s is refused", async (_, added, message) => {
  const model = await directory({ "added_tokens.json": added });
  await expect(loadTokenizer(model)).rejects.toMatchObject({
    code: "TOKENIZER_BROKEN",
    message: `${join(model, "added_tokens.json")}: ${message}`,
  });
});

test("a token without content is refused", async () => {
  const config = { added_tokens_decoder: { "284": { special: true } } };
  const model = await directory({ "tokenizer_config.json": config });
  await expect(loadTokenizer(model)).rejects.toMatchObject({
    code: "TOKENIZER_BROKEN",
    message: `${join(model, "tokenizer_config.json")}: "added_tokens_decoder" must give 284 a token with its "content". Copy the model's files again`,
  });
});
