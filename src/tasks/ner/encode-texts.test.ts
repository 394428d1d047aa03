import { cp, mkdtemp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fixtureTokenizer, tokenizerNames } from "../../../test/known-words.js";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { tinyBert } from "../../../test/tiny-bert.js";
import { loadTokenizer, type Tokenizer } from "../../tokenizer/index.js";
import { encodeTexts, type WindowSettings } from "./encode-texts.js";
import { readSpans } from "./read-spans.js";
import { readTags } from "./read-tags.js";
import { labelsOfTypes } from "./tags.js";

const fixtures = join(import.meta.dirname, "../../../test/fixtures");
const path = temporaryFolder();
const tokenizer = await loadTokenizer(tinyBert);
const labels = labelsOfTypes(["LOC", "PER"]);

async function encoded(
  read: ReturnType<typeof readTags> | ReturnType<typeof readSpans>,
  settings: Partial<WindowSettings> = {},
) {
  if (typeof read === "string") return expect.fail(read);
  const texts = [{ ...read, row: 0 }];
  const result = await encodeTexts(texts, labels, tokenizer, { maxLength: 64, ...settings });
  const shown = result.examples.map(({ tokenIds, target }) =>
    tokenizer
      .tokens(tokenIds)
      .map((token, place) => [token, labels[target?.[place] ?? -1] ?? "-"].join(" ")),
  );
  return { ...result, shown };
}

const words = (list: readonly string[], tags: readonly string[]) =>
  readTags(JSON.stringify(list), JSON.stringify(tags));

test("the first piece of each word has its label", async () => {
  const read = words(["our", "stations", "near", "Rome"], ["B-PER", "B-LOC", "O", "B-LOC"]);
  const { shown } = await encoded(read);
  expect(shown).toEqual([
    [
      ...["[CLS] -", "our B-PER", "station B-LOC", "##s -", "near O"],
      ...["r B-LOC", "##o -", "##m -", "##e -", "[SEP] -"],
    ],
  ]);
});

test("with all tokens labelled the others go on with the entity", async () => {
  const read = words(["stations", "honestly"], ["B-LOC", "O"]);
  const { shown } = await encoded(read, { labelAllTokens: true });
  const [tokens = []] = shown;
  expect(tokens.slice(0, 3)).toEqual(["[CLS] -", "station B-LOC", "##s I-LOC"]);
  expect(tokens.slice(3, -1).every((token) => token.endsWith(" O"))).toBe(true);
});

test.each([
  ["IOB1", ["I-PER", "I-PER", "B-PER", "O", "I-LOC"]],
  ["IOB2", ["B-PER", "I-PER", "B-PER", "O", "B-LOC"]],
  ["IOBES", ["B-PER", "E-PER", "S-PER", "O", "S-LOC"]],
  ["BILOU", ["B-PER", "L-PER", "U-PER", "O", "U-LOC"]],
])("%s is read", async (_, tags) => {
  const read = words(["our", "guide", "us", "at", "noon"], tags);
  if (typeof read === "string") return expect.fail(read);
  expect(read.entities.map(({ type, start, end }) => [type, read.text.slice(start, end)])).toEqual([
    ["PER", "our guide"],
    ["PER", "us"],
    ["LOC", "noon"],
  ]);
  const { shown } = await encoded(read);
  expect(shown[0]?.map((token) => token.split(" ")[1])).toEqual([
    ...["-", "B-PER", "I-PER", "B-PER", "O", "B-LOC", "-"],
  ]);
});

test("spans label whole words, Chinese signs one by one", async () => {
  const text = "房间 unloved station 😀";
  const read = readSpans(
    text,
    JSON.stringify([
      [1, 2, "LOC"],
      [5, 10, "PER"],
      [11, 18, "LOC"],
    ]),
  );
  const { shown, widened, lost } = await encoded(read);
  expect(shown[0]?.slice(0, 5)).toEqual(["[CLS] -", "房 O", "间 B-LOC", "u B-PER", "##n -"]);
  expect(shown[0]?.at(-3)).toBe("station B-LOC");
  expect([widened, lost]).toEqual([1, 0]);
});

/** What is changed of a `tokenizer.json`. */
interface Definition {
  pre_tokenizer: { readonly pretokenizers?: readonly Definition["pre_tokenizer"][] };
  readonly model: { readonly vocab: (readonly [string, number])[] };
}

/** The Unigram tokenizer of a fixture, changed. */
async function unigram(change: (definition: Definition) => void): Promise<Tokenizer> {
  const folder = await mkdtemp(path("unigram-"));
  await cp(join(fixtures, "tiny-xlm-roberta"), folder, { recursive: true });
  const file = join(folder, "tokenizer.json");
  const definition = JSON.parse(await readFile(file, "utf8"));
  change(definition);
  await writeFile(file, JSON.stringify(definition));
  return loadTokenizer(folder);
}

/** The words of a text, each with its tokens. */
async function wordsOf(text: string, own: Tokenizer): Promise<string[]> {
  const given = [{ text, row: 0, entities: [] }];
  const { references } = await encodeTexts(given, undefined, own, { maxLength: 64 });
  const [{ offsets, words: numbers } = expect.fail("none")] = references;
  return Array.from(new Set(numbers), (word) =>
    text.slice(offsets[2 * numbers.indexOf(word)], offsets[2 * numbers.lastIndexOf(word) + 1]),
  );
}

test("punctuation is no part of the word beside it, whatever the tokenizer splits texts at", async () => {
  const text = '"soup" at (noon), e-t is 房间。';
  const apart = ['"', "soup", '"', "at", "(", "noon", "),", "e", "-", "t", "is", "房", "间", "。"];
  expect(await wordsOf(text, await fixtureTokenizer("tiny-xlm-roberta"))).toEqual(apart);
  expect(await wordsOf(text, tokenizer)).toEqual(
    apart.flatMap((word) => (word === ")," ? [")", ","] : [word])),
  );
  // RoBERTa's pre-tokenizer leaves these together.
  const bytes = await fixtureTokenizer("tiny-roberta");
  expect(await wordsOf("don't =( soup", bytes)).toEqual(["don", "'t", "=(", "soup"]);
});

test("a word begins behind the space in front of it, also where that is a token", async () => {
  const own = await unigram((definition) => {
    definition.pre_tokenizer = definition.pre_tokenizer.pretokenizers?.[1] ?? {};
  });
  const [encoding] = await own.encode(["the lab 好早"], { maxLength: 64 });
  expect(own.tokens(encoding?.tokenIds ?? []).slice(1, -1)).toEqual([
    ...["▁the", "▁", "l", "a", "b", "▁", "好", "早"],
  ]);
  expect(await wordsOf("the lab 好早", own)).toEqual(["the", "lab", "好", "早"]);
  const read = words(["the", "lab"], ["O", "B-LOC"]);
  if (typeof read === "string") return expect.fail(read);
  const texts = [{ ...read, row: 0 }];
  const { references, widened } = await encodeTexts(texts, labels, own, { maxLength: 64 });
  expect(Array.from(references[0]?.offsets.subarray(2, 6) ?? [])).toEqual([4, 5, 4, 5]);
  expect(widened).toBe(0);
});

test("Chinese words of a file have tokens of their own, and the text stays without spaces", async () => {
  const read = words(["𠮷", "房", "间", "好早", "soup"], ["O", "B-LOC", "I-LOC", "B-PER", "O"]);
  if (typeof read === "string") return expect.fail(read);
  const texts = [{ ...read, row: 0 }];
  // Its pieces span neighbours where they touch.
  const spanning = await unigram(({ model }) => model.vocab.push(["房间", -1], ["间好", -1]));
  for (const own of [spanning, ...(await Promise.all(tokenizerNames.map(fixtureTokenizer)))]) {
    const given = await encodeTexts(texts, labels, own, { maxLength: 64 });
    const [{ text, offsets, words: numbers, labels: taught } = expect.fail("none")] =
      given.references;
    expect(text).toBe("𠮷房间好早 soup");
    expect([...new Set(numbers)]).toEqual([0, 1, 2, 3, 4]);
    const firsts = [0, 1, 2, 3, 4].map((word) => numbers.indexOf(word));
    expect(firsts.map((token) => labels[taught?.[token] ?? -1])).toEqual([
      ...["O", "B-LOC", "I-LOC", "B-PER", "O"],
    ]);
    expect(firsts.map((token) => offsets[2 * token])).toEqual([0, 2, 3, 4, 7]);
    expect([given.widened, given.lost]).toEqual([0, 0]);
  }
});

test("a word of the file keeps its own ends, whatever the tokenizer drops there", async () => {
  const read = words(["\u200bour\u200b", "\u200f", "\u00adguide\u00ad"], ["B-PER", "O", "B-LOC"]);
  const { references, widened, shown } = await encoded(read);
  expect(shown[0]?.slice(1, -1)).toEqual(["our B-PER", "guide B-LOC"]);
  expect(widened).toBe(0);
  const { text = "", offsets = new Int32Array(0), entities = [] } = references[0] ?? {};
  expect(Array.from(offsets)).toEqual(entities.flatMap(({ start, end }) => [start, end]));
  expect(entities.map(({ start, end }) => text.slice(start, end))).toEqual([
    "\u200bour\u200b",
    "\u00adguide\u00ad",
  ]);
});

test("words without a token at the ends of an entity are no part of what is to be found", async () => {
  const read = words(
    ["\u200b", "our", "\u200b", "guide", "\u200f", "\u200b", "soup"],
    ["B-PER", "I-PER", "I-PER", "I-PER", "I-PER", "B-LOC", "B-LOC"],
  );
  const { shown, widened, lost, references } = await encoded(read);
  expect(shown[0]?.slice(1, -1)).toEqual(["our B-PER", "guide I-PER", "soup B-LOC"]);
  expect([widened, lost]).toEqual([0, 1]);
  const { text = "", entities = [] } = references[0] ?? {};
  expect(entities.map(({ start, end }) => text.slice(start, end))).toEqual([
    ...["our \u200b guide", "\u200b", "soup"],
  ]);
});

test("a long text is read in windows, and none begins inside an entity", async () => {
  const text = "soup and soup and soup and soup and soup";
  const { shown, references } = await encoded(readSpans(text, '[[5, 35, "LOC"]]'), {
    maxLength: 6,
    stride: 1,
  });
  expect(references[0]?.windows).toEqual([
    { first: 0, count: 4, skipped: 1 },
    { first: 3, count: 4, skipped: 1 },
    { first: 6, count: 3, skipped: 1 },
  ]);
  // soup | and soup and soup and soup and | soup
  expect(shown.map((tokens) => tokens.slice(1, -1).map((token) => token.split(" ")[1]))).toEqual([
    ["O", "B-LOC", "I-LOC", "I-LOC"],
    ["B-LOC", "I-LOC", "I-LOC", "I-LOC"],
    ["-", "-", "O"],
  ]);
});

test("a document's texts stand around each of its own, unlabelled", async () => {
  const texts = ["soup", "bread box", "the guide", "noon"].map((text, row) => ({
    row,
    text,
    entities: [],
    document: row === 3 ? "2" : "1",
  }));
  const { examples, references } = await encodeTexts(texts, labels, tokenizer, { maxLength: 6 });
  const shown = examples.map(({ tokenIds, target }) =>
    tokenizer.tokens(tokenIds).map((token, place) => (target?.[place] === 0 ? `${token}*` : token)),
  );
  expect(shown).toEqual([
    ["[CLS]", "soup*", "bread", "box", "the", "[SEP]"],
    ["[CLS]", "soup", "bread*", "box*", "the", "[SEP]"],
    ["[CLS]", "bread", "box", "the*", "guide*", "[SEP]"],
    ["[CLS]", "noon*", "[SEP]"],
  ]);
  expect(references.map(({ windows }) => windows[0]?.skipped)).toEqual([1, 2, 3, 1]);
});

test("a document's text of any length stands beside the others, as much of it as there is room for", async () => {
  const long = "soup ".repeat(150_000);
  const texts = [`bread ${long}box`, "noon", `the ${long}guide`].map((text, row) => ({
    ...{ row, text, entities: [], document: "1" },
  }));
  const { examples, references } = await encodeTexts(texts, labels, tokenizer, { maxLength: 9 });
  const between = examples.find(({ row }) => row === 1)?.tokenIds ?? [];
  expect(tokenizer.tokens(between)).toEqual([
    ...["[CLS]", "soup", "soup", "box", "noon", "the", "soup", "soup", "[SEP]"],
  ]);
  expect(references[1]?.windows).toEqual([{ first: 0, count: 1, skipped: 4 }]);
});

test.each([
  ['["a"]', '["O", "O"]', "it has 1 words and 2 tags"],
  ['["a"]', '["PER"]', 'its tag "PER" is none of O, B-TYPE'],
  ["a b", '["O", "O"]', "its words must be a list"],
  ['["a"]', "O", "its tags must be a list"],
])("words %s with tags %s are refused", (tokens, tags, reason) => {
  expect(readTags(tokens, tags)).toContain(reason);
});

test.each([
  ['[[0, 9, "X"]]', 'its span [0,9,"X"] is not inside the text of 3 UTF-16 units'],
  ['[[2, 2, "X"]]', "is not inside the text"],
  ['[[-1, 2, "X"]]', "is not inside the text"],
  ["[[0, 2]]", "is no [start, end, type]"],
  ["nothing", "must be a JSON list"],
])("spans %s are refused", (spans, reason) => {
  expect(readSpans("abc", spans)).toContain(reason);
});

test("of spans that overlap the longest is kept", () => {
  expect(readSpans("Bank of China", '[[0, 4, "A"], [0, 13, "B"], [8, 13, "C"]]')).toMatchObject({
    entities: [{ type: "B", start: 0, end: 13 }],
    overlapping: 2,
  });
});

test("a text of 100,000 words is read whole", async () => {
  const text = "soup ".repeat(100_000);
  const { examples, references } = await encoded(readSpans(text, '[[499990, 499994, "LOC"]]'));
  expect(references[0]?.words.at(-1)).toBe(99_999);
  expect(examples.at(-1)?.target?.at(-3)).toBe(labels.indexOf("B-LOC"));
});
