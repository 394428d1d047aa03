import { join } from "node:path";
import { expect, test } from "vitest";
import fixture from "../../test/fixtures/encodings.json" with { type: "json" };
import { tokenizerFolders } from "../../test/tokenizer-folders.js";
import { loadTokenizer } from "./index.js";

const directory = tokenizerFolders();

test("a folder without a tokenizer is refused", async () => {
  const model = await directory([], { "config.json": {} });
  await expect(loadTokenizer(model)).rejects.toMatchObject({
    code: "MODEL_FILE_MISSING",
    message: `${model}: a model directory must hold tokenizer.json or vocab.txt; neither is there. Copy one of them from where the model came`,
    details: { directory: model, files: ["tokenizer.json", "vocab.txt"] },
  });
});

test.each([
  [
    "broken JSON",
    "tokenizer.json",
    '{"model": ',
    "the file must hold a JSON object; it does not (Unexpected end of JSON input). Copy the model's files again",
  ],
  [
    "another JSON value",
    "tokenizer_config.json",
    "[]",
    "the file must hold a JSON object; it does not (it holds another kind of value). Copy the model's files again",
  ],
  [
    "an object that is no tokenizer",
    "tokenizer.json",
    "{}",
    "the file must describe a tokenizer; the tokenizers library says: Model missing. at line 1 column 34. Copy the model's files again",
  ],
  [
    "a vocabulary without a special token",
    "vocab.txt",
    "[PAD]\n[UNK]\n[SEP]\na\n",
    'the vocabulary must hold the special token "[CLS]"; it does not. Say in tokenizer_config.json how "cls_token" is written, or copy the model\'s files again',
  ],
])("%s is refused by file", async (_, name, content, message) => {
  const model = await directory([], { [name]: content });
  const file = join(model, name);
  await expect(loadTokenizer(model)).rejects.toMatchObject({
    code: "TOKENIZER_BROKEN",
    message: `${file}: ${message}`,
    details: { file },
  });
});

test.each([
  ["tokenizer_config.json", "tokenizer_class", "BertJapaneseTokenizer"],
  ["tokenizer_config.json", "tokenizer_class", "RoFormerTokenizerFast"],
  ["tokenizer_config.json", "word_tokenizer_type", "mecab"],
  ["tokenizer_config.json", "subword_tokenizer_type", "character"],
  ["config.json", "tokenizer_class", "BertJapaneseTokenizer"],
])("vocab.txt of another kind of tokenizer is refused: %s, %s %s", async (name, key, value) => {
  const files = { [name]: { [key]: value } };
  const model = await directory(["vocab.txt"], files);
  const error = await loadTokenizer(model).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    code: "TOKENIZER_BROKEN",
    details: { file: join(model, name), setting: key, value },
  });
  expect((error as Error).message).toContain("Save a tokenizer.json");
  const whole = await directory(["vocab.txt", "tokenizer.json"], files);
  expect((await loadTokenizer(whole)).vocabularySize).toBe(fixture.vocabularySize);
});

test.each([
  "BertTokenizer",
  "BertTokenizerFast",
  "DistilBertTokenizerFast",
  "ElectraTokenizer",
  "MobileBertTokenizer",
])("vocab.txt of a %s is read", async (name) => {
  const model = await directory(["vocab.txt"], {
    "tokenizer_config.json": { tokenizer_class: name, word_tokenizer_type: "basic" },
    "config.json": { tokenizer_class: "BertJapaneseTokenizer" },
  });
  expect((await loadTokenizer(model)).vocabularySize).toBe(fixture.vocabularySize);
});

test("lower-casing cannot be asked of a tokenizer without BERT's normalizer", async () => {
  const definition = {
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Whitespace" },
    model: {
      type: "WordLevel",
      unk_token: "[UNK]",
      vocab: { "[PAD]": 0, "[UNK]": 1, "[CLS]": 2, "[SEP]": 3, a: 4 },
    },
  };
  const model = await directory([], { "tokenizer.json": definition });
  const tokenizer = await loadTokenizer(model);
  expect(Object.keys(tokenizer.files({ modelMaxLength: 8 }))).not.toContain("vocab.txt");
  await expect(loadTokenizer(model, { lowerCase: false })).rejects.toMatchObject({
    code: "TOKENIZER_BROKEN",
    message: `${join(model, "tokenizer.json")}: lower-casing can be set for a tokenizer with a BertNormalizer only; this one has none. Leave --lower-case out`,
  });
});
