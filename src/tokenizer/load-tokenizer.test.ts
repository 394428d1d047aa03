import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import fixture from "../../test/fixtures/encodings.json" with { type: "json" };
import sides from "../../test/fixtures/truncation-sides.json" with { type: "json" };
import { tokenizerFolders } from "../../test/tokenizer-folders.js";
import { loadTokenizer, type TextInput, type Tokenizer } from "./index.js";

const small = resolve(import.meta.dirname, "../../test/fixtures/small-bert");
const fixtureFiles = ["vocab.txt", "tokenizer.json"] as const;

const directory = tokenizerFolders();

interface Expected {
  readonly text: string | string[];
  readonly length: number;
  readonly ids: number[];
  readonly typeIds: number[];
  readonly offsets: number[];
  readonly truncated: boolean;
  readonly tokens: string[];
  readonly decoded: string;
  readonly plain: string;
}

/** What a tokenizer makes of a text, in the fixture's words. */
async function encoded(tokenizer: Tokenizer, { text, length }: Expected): Promise<Expected> {
  const input = text as TextInput;
  const [encoding] = await tokenizer.encode([input], { maxLength: length, offsets: true });
  const { tokenIds, typeIds, offsets, truncated } = encoding ?? expect.fail("no encoding");
  return {
    text,
    length,
    ids: [...tokenIds],
    typeIds: [...typeIds],
    offsets: [...(offsets ?? [])],
    truncated,
    tokens: tokenizer.tokens(tokenIds),
    decoded: await tokenizer.decode(tokenIds),
    plain: await tokenizer.decode(tokenIds, { skipSpecialTokens: true }),
  };
}

test.each(
  fixture.cases.flatMap(({ title, config, encodings }) =>
    fixtureFiles.map((name) => ({ title, config, encodings, name })),
  ),
)("texts become what transformers makes of them: $name, $title", async (expected) => {
  const model = await directory([expected.name], { "tokenizer_config.json": expected.config });
  const tokenizer = await loadTokenizer(model);
  for (const encoding of expected.encodings) {
    expect(await encoded(tokenizer, encoding)).toEqual(encoding);
  }
});

test("the files that are saved encode as the ones they came from", async () => {
  for (const { config, encodings } of fixture.cases) {
    const tokenizer = await loadTokenizer(
      await directory(["vocab.txt"], {
        "tokenizer_config.json": { ...config, name_or_path: "/somewhere", model_max_length: 512 },
      }),
    );
    const files = tokenizer.files({ modelMaxLength: 77 });
    expect(Object.keys(files).sort()).toEqual([
      "special_tokens_map.json",
      "tokenizer.json",
      "tokenizer_config.json",
      "vocab.txt",
    ]);
    const saved = await loadTokenizer(await directory([], files));
    expect(saved.modelMaxLength).toBe(77);
    expect(saved.files({ modelMaxLength: 77 })).toEqual(files);
    for (const encoding of encodings) expect(await encoded(saved, encoding)).toEqual(encoding);
    const { "vocab.txt": vocabulary = "", "tokenizer_config.json": settings = "" } = files;
    const older = await loadTokenizer(
      await directory([], { "vocab.txt": vocabulary, "tokenizer_config.json": settings }),
    );
    for (const encoding of encodings) expect(await encoded(older, encoding)).toEqual(encoding);
  }
});

test("the settings that are saved are the ones in force", async () => {
  const model = await directory(["tokenizer.json"], {
    "tokenizer_config.json": { name_or_path: "/somewhere", strip_accents: false },
  });
  const files = (await loadTokenizer(model, { lowerCase: false })).files({ modelMaxLength: 77 });
  const special = {
    cls_token: "[CLS]",
    sep_token: "[SEP]",
    pad_token: "[PAD]",
    unk_token: "[UNK]",
    mask_token: "[MASK]",
  };
  expect(JSON.parse(files["special_tokens_map.json"] ?? "")).toEqual(special);
  expect(JSON.parse(files["tokenizer_config.json"] ?? "")).toEqual({
    ...special,
    tokenizer_class: "BertTokenizer",
    do_lower_case: false,
    strip_accents: false,
    model_max_length: 77,
  });
  expect(JSON.parse(files["tokenizer.json"] ?? "")).toMatchObject({
    truncation: null,
    padding: null,
    normalizer: { lowercase: false, strip_accents: false },
  });
});

test("truncation and padding found in the file have no effect", async () => {
  const [plain] = fixture.cases;
  const definition = JSON.parse(await readFile(join(small, "tokenizer.json"), "utf8"));
  const model = await directory([], {
    "tokenizer.json": {
      ...definition,
      truncation: { max_length: 4, strategy: "LongestFirst", stride: 0, direction: "Right" },
      padding: {
        strategy: { Fixed: 128 },
        direction: "Right",
        pad_to_multiple_of: null,
        pad_id: 0,
        pad_type_id: 0,
        pad_token: "[PAD]",
      },
    },
  });
  const tokenizer = await loadTokenizer(model);
  for (const encoding of plain?.encodings ?? []) {
    expect(await encoded(tokenizer, encoding)).toEqual(encoding);
  }
});

test.each(sides.cases)(
  "long texts are cut on the side of transformers, also by the saved files: $title",
  async ({ config, direction, encodings }) => {
    const definition = JSON.parse(await readFile(join(small, "tokenizer.json"), "utf8"));
    const truncation = { max_length: 64, strategy: "LongestFirst", stride: 0, direction };
    const model = await directory([], {
      "tokenizer.json": { ...definition, truncation: direction === null ? null : truncation },
      "tokenizer_config.json": config,
    });
    const tokenizer = await loadTokenizer(model);
    const saved = await loadTokenizer(await directory([], tokenizer.files({ modelMaxLength: 64 })));
    for (const reader of [tokenizer, saved]) {
      for (const { text, length, ids, typeIds } of encodings) {
        const [encoding] = await reader.encode([text as TextInput], { maxLength: length });
        const whole = encodings.find(
          (one) => String(one.text) === String(text) && one.length === 64,
        );
        expect([...(encoding?.tokenIds ?? [])]).toEqual(ids);
        expect([...(encoding?.typeIds ?? [])]).toEqual(typeIds);
        expect(encoding?.truncated).toBe(ids.length < (whole?.ids.length ?? 0));
      }
    }
  },
);

test("a side that is neither left nor right is refused", async () => {
  const config = { truncation_side: "middle" };
  const model = await directory(["vocab.txt"], { "tokenizer_config.json": config });
  await expect(loadTokenizer(model)).rejects.toMatchObject({
    code: "TOKENIZER_BROKEN",
    message: `${join(model, "tokenizer_config.json")}: "truncation_side" must be "left" or "right"; "middle" came. Write one of them, or leave it out`,
  });
});

test("lower-casing is asked for before it is read from the configuration, and that before the file", async () => {
  const lowerCase = async (config: object, asked?: boolean): Promise<boolean> => {
    const model = await directory(["tokenizer.json"], { "tokenizer_config.json": config });
    return (await loadTokenizer(model, asked === undefined ? {} : { lowerCase: asked })).lowerCase;
  };
  expect(await lowerCase({})).toBe(true);
  expect(await lowerCase({ do_lower_case: false })).toBe(false);
  expect(await lowerCase({ do_lower_case: false }, true)).toBe(true);
  expect(await lowerCase({ do_lower_case: true }, false)).toBe(false);
});

test("the words of a vocab.txt tell whether texts keep their case in a release of Google's", async () => {
  const special = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\n";
  const tokensOf = async (
    written: Readonly<Record<string, unknown>>,
    asked: { readonly lowerCase?: boolean } = {},
  ) => {
    const tokenizer = await loadTokenizer(await directory([], written), asked);
    const [encoding] = await tokenizer.encode(["Paris paris"], { maxLength: 9 });
    return { tokens: tokenizer.tokens(encoding?.tokenIds ?? []), note: tokenizer.note };
  };
  const cased = { "vocab.txt": `${special}Paris\nparis\n` };
  const googles = { ...cased, "bert_config.json": {} };
  const lowered = { tokens: ["[CLS]", "paris", "paris", "[SEP]"], note: undefined };
  expect(await tokensOf(googles)).toEqual({
    tokens: ["[CLS]", "Paris", "paris", "[SEP]"],
    note: expect.stringContaining("they keep their case"),
  });
  expect(await tokensOf(googles, { lowerCase: true })).toEqual(lowered);
  expect(await tokensOf({ ...googles, "tokenizer_config.json": { do_lower_case: true } })).toEqual(
    lowered,
  );
  // As transformers, but not without a word.
  for (const others of [cased, { ...googles, "config.json": {} }]) {
    const note = expect.stringContaining("they are lower-cased");
    expect(await tokensOf(others)).toEqual({ ...lowered, note });
  }
  // One sign among many words, as in the vocabulary of a Chinese BERT.
  const words = Array.from({ length: 200 }, (_, at) => `w${at}\n`).join("");
  const few = { ...googles, "vocab.txt": `${special}paris\nⅢ\n${words}` };
  expect(await tokensOf(few)).toEqual(lowered);
});

test("special tokens may be written as the configuration says", async () => {
  const vocabulary = "<pad>\n<unk>\n<s>\n</s>\na\n##b\n";
  const model = await directory([], {
    "vocab.txt": vocabulary.replaceAll("\n", "\r\n"),
    "tokenizer_config.json": { cls_token: { content: "<s>" }, sep_token: "</s>" },
    "special_tokens_map.json": { pad_token: "<pad>", unk_token: "<unk>", sep_token: "wrong" },
  });
  const tokenizer = await loadTokenizer(model);
  expect(tokenizer.specialIds).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3 });
  const [encoding] = await tokenizer.encode(["ab c"], { maxLength: 9 });
  expect([...(encoding?.tokenIds ?? [])]).toEqual([2, 4, 5, 1, 3]);
  expect(encoding?.offsets).toBeUndefined();
  const files = tokenizer.files({ modelMaxLength: 9 });
  expect(files["vocab.txt"]).toBe(vocabulary);
  expect(files["special_tokens_map.json"]).not.toContain("mask_token");
});

test("all special ids are BERT's own, those that were added as such and those that are named", async () => {
  const vocabulary = "[PAD] [UNK] [CLS] [SEP] [MASK] a [USER] [URL] b".split(" ").join("\n");
  const source = await directory([], {
    "vocab.txt": vocabulary,
    "added_tokens.json": { "[E1]": 9, plain: 10 },
    "tokenizer_config.json": { additional_special_tokens: ["[USER]", { content: "[E1]" }] },
    "special_tokens_map.json": { bos_token: "[URL]", eos_token: "[absent]" },
  });
  const tokenizer = await loadTokenizer(source);
  expect(tokenizer.allSpecialIds).toEqual([0, 1, 2, 3, 4, 6, 7, 9]);
  const saved = await directory([], tokenizer.files({ modelMaxLength: 9 }));
  expect((await loadTokenizer(saved)).allSpecialIds).toEqual(tokenizer.allSpecialIds);
});

test("sizes and ids are those of the vocabulary", async () => {
  const tokenizer = await loadTokenizer(small);
  expect(tokenizer.vocabularySize).toBe(fixture.vocabularySize);
  expect(tokenizer.specialIds).toEqual({ pad: 0, unk: 1, cls: 2, sep: 3, mask: 4 });
  expect(tokenizer.modelMaxLength).toBeUndefined();
  expect(tokenizer.tokens([2, 1_000_000])).toEqual(["[CLS]", "[UNK]"]);
});

test("ids go up to the last line of vocab.txt though a line stands twice", async () => {
  const lines = "[PAD] [UNK] [CLS] [SEP] film the film good".split(" ");
  const model = await directory([], { "vocab.txt": lines.join("\n") });
  const tokenizer = await loadTokenizer(model);
  expect(tokenizer.vocabularySize).toBe(lines.length);
  const files = tokenizer.files({ modelMaxLength: 9 });
  expect(files["vocab.txt"]).toBe(`${lines.with(4, "[hole4]").join("\n")}\n`);
  const { "tokenizer.json": _, ...older } = files;
  for (const one of [tokenizer, await loadTokenizer(await directory([], older))]) {
    const [encoding] = await one.encode(["the good film"], { maxLength: 9 });
    expect([...(encoding?.tokenIds ?? [])]).toEqual([2, 5, 7, 6, 3]);
  }
});

test("ids go up to the largest one though tokenizer.json leaves some out", async () => {
  const definition = JSON.parse(await readFile(join(small, "tokenizer.json"), "utf8"));
  const { "[MASK]": _, ...vocab } = definition.model.vocab;
  const model = await directory([], {
    "tokenizer.json": {
      ...definition,
      added_tokens: definition.added_tokens.slice(0, 4),
      model: { ...definition.model, vocab: { ...vocab, last: fixture.vocabularySize + 1 } },
    },
  });
  const tokenizer = await loadTokenizer(model);
  expect(tokenizer.vocabularySize).toBe(fixture.vocabularySize + 2);
  expect(await tokenizer.decode([fixture.vocabularySize + 1])).toBe("last");
  const lines = tokenizer.files({ modelMaxLength: 9 })["vocab.txt"]?.split("\n") ?? [];
  expect([lines[4], ...lines.slice(-3)]).toEqual([
    "[hole4]",
    `[hole${fixture.vocabularySize}]`,
    "last",
    "",
  ]);
});

test.each([1e30, null, 0, -1])("a length of %j means that none is known", async (length) => {
  const config = { model_max_length: length };
  const model = await directory(["vocab.txt"], { "tokenizer_config.json": config });
  expect((await loadTokenizer(model)).modelMaxLength).toBeUndefined();
});

test("calls at the same time keep their own lengths, and texts their order", async () => {
  const tokenizer = await loadTokenizer(small);
  const words = ["the", "film", "book", "a good day", "people watch the world"];
  const texts = Array.from({ length: 1100 }, (_, row) => `${words[row % words.length]} ${row % 7}`);
  const [short, long] = await Promise.all([
    tokenizer.encode(texts, { maxLength: 3 }),
    tokenizer.encode(texts, { maxLength: 20 }),
  ]);
  expect(new Set(short.map(({ tokenIds }) => tokenIds.length))).toEqual(new Set([3]));
  expect(long.some(({ truncated }) => truncated)).toBe(false);
  for (const [row, { tokenIds }] of long.entries()) {
    if (row % 97 === 0) {
      expect(await tokenizer.decode(tokenIds, { skipSpecialTokens: true })).toBe(texts[row]);
    }
  }
});

test("the event loop goes on while many texts are encoded", async () => {
  const tokenizer = await loadTokenizer(small);
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 0);
  await tokenizer.encode(Array(5000).fill("The film was not good"), { maxLength: 16 });
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});
