import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { describe, expect, test } from "vitest";
import type { BerthError } from "../../base/index.js";
import { bertTokens } from "../special-tokens.js";
import { tokenizerDefinition } from "../tokenizer-definition.js";
import { wordPieceModel } from "../word-piece.js";
import { initialTokens } from "./initial-tokens.js";
import { mergePairs } from "./merge-pairs.js";
import { wordSplitter } from "./split-words.js";
import { trainVocabulary, type VocabularySettings } from "./train-vocabulary.js";
import { wordCharacters } from "./unigram/word-characters.js";
import { kindParts, type VocabularyKind } from "./vocabulary-kinds.js";
import { wordCounter } from "./word-counter.js";

// test/fixtures/make_vocabulary.py trained these with Hugging Face's tokenizers.
interface Case {
  readonly kind: VocabularyKind;
  readonly lowerCase: boolean;
  readonly vocabularySize: number;
  readonly minFrequency: number;
  readonly tokens: readonly string[];
  readonly merges: readonly (readonly [string, string])[];
  readonly probes: readonly (readonly string[])[];
}

interface UnigramCase {
  readonly lowerCase: boolean;
  readonly vocabularySize: number;
  readonly pieces: readonly (readonly [string, number])[];
  readonly probes: readonly (readonly string[])[];
}

const { corpus, probes, cases, unigrams } = JSON.parse(
  await readFile(join(import.meta.dirname, "../../../test/fixtures/vocabulary.json"), "utf8"),
) as {
  readonly corpus: readonly string[];
  readonly probes: readonly string[];
  readonly cases: readonly Case[];
  readonly unigrams: readonly UnigramCase[];
};

const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const base: VocabularySettings = {
  kind: "wordpiece",
  vocabularySize: 320,
  minFrequency: 2,
  lowerCase: true,
  specialTokens: [],
  maxLength: 512,
};

async function* some(...texts: readonly string[]) {
  yield texts;
}

function countsOf({ kind, lowerCase }: Case) {
  const { parts, pieceEnd, ...initial } = kindParts(kind, lowerCase);
  const counter = wordCounter({ wordsOf: wordSplitter(parts), pieceEnd });
  for (const text of corpus) counter.add(text);
  return { counts: counter.finish(), ...initial };
}

/** The model of a trained tokenizer. */
async function trained(settings: VocabularySettings) {
  const { files } = await trainVocabulary(some(...corpus), settings);
  const definition = files["tokenizer.json"] ?? "";
  const { vocab, merges } = JSON.parse(definition).model;
  const tokens = Object.keys(vocab).sort((one, other) => vocab[one] - vocab[other]);
  return { tokens, merges, native: NativeTokenizer.fromString(definition), files };
}

describe.each(cases)("$kind, lower case $lowerCase, size $vocabularySize", (one) => {
  test("makes the tokens of the tokenizers library out of the same first ones", () => {
    const { counts, prefix, alphabet } = countsOf(one);
    const ours = initialTokens(counts, { specialTokens, prefix, alphabet });
    const theirs = one.tokens.slice(0, ours.length);
    expect(new Set(ours)).toEqual(new Set(theirs));
    const { vocabularySize, minFrequency } = one;
    const { tokens, merges } = mergePairs(counts, theirs, { vocabularySize, minFrequency, prefix });
    expect(tokens).toEqual(one.tokens);
    if (one.kind === "bpe") {
      expect(merges.map((pair) => pair.map((id) => tokens[id]))).toEqual(one.merges);
    }
  });

  test("cuts texts with the library's tokens as the library does", async () => {
    const tokenizer =
      one.kind === "bpe" ? (await trained({ ...base, ...one })).native : native(one);
    const found = await Promise.all(
      probes.map((text) => tokenizer.encode(text, null, { addSpecialTokens: false })),
    );
    expect(found.map((encoding) => encoding.getTokens())).toEqual(one.probes);
  });
});

// Ties between pairs fall otherwise in the library, by the order of a hash map: most tokens are the same.
describe.each(cases.filter(({ kind }) => kind === "wordpiece"))(
  "what is trained as wordpiece, lower case $lowerCase, size $vocabularySize",
  (one) => {
    const lengths = async (tokenizer: NativeTokenizer, texts: readonly string[]) => {
      const found = await Promise.all(
        texts.map((text) => tokenizer.encode(text, null, { addSpecialTokens: false })),
      );
      return found.map((encoding) => encoding.getTokens().length);
    };
    const sum = (numbers: readonly number[]) => numbers.reduce((all, number) => all + number, 0);

    test("is nearly the library's vocabulary, and cuts texts into as many tokens", async () => {
      const { tokens, native: ours } = await trained({ ...base, ...one });
      const theirs = new Set(one.tokens);
      const shared = tokens.filter((token) => theirs.has(token)).length;
      expect(shared / theirs.size).toBeGreaterThan(0.95);
      expect(Math.abs(tokens.length - theirs.size)).toBeLessThanOrEqual(1);
      const [found, expected] = [await lengths(ours, corpus), await lengths(native(one), corpus)];
      expect(Math.abs(sum(found) / sum(expected) - 1)).toBeLessThan(0.01);
    });
  },
);

test("where wordpiece makes every token that it can, texts are cut as the library cuts them", async () => {
  const all = cases.find(({ kind, minFrequency, tokens, vocabularySize }) => {
    return kind === "wordpiece" && minFrequency === 0 && tokens.length < vocabularySize;
  });
  const { native: ours } = await trained({ ...base, ...(all as Case) });
  const found = await Promise.all(
    probes.map((text) => ours.encode(text, null, { addSpecialTokens: false })),
  );
  expect(found.map((encoding) => encoding.getTokens())).toEqual(all?.probes);
});

/** A WordPiece tokenizer with tokens that the library made. */
function native({ tokens, lowerCase }: Case): NativeTokenizer {
  const model = wordPieceModel(new Map(tokens.map((token, id) => [token, id])), "[UNK]");
  const added = specialTokens.map((content, id) => ({ id, content }));
  const parts = { ...kindParts("wordpiece", lowerCase).parts, model };
  const definition = tokenizerDefinition(parts, added, bertTokens);
  return NativeTokenizer.fromString(JSON.stringify(definition));
}

describe.each(unigrams)("unigram, lower case $lowerCase, size $vocabularySize", (one) => {
  test("chooses the pieces of the tokenizers library with their scores, and cuts texts alike", async () => {
    const { files } = await trainVocabulary(some(...corpus), { ...base, ...one, kind: "unigram" });
    const definition = files["tokenizer.json"] ?? "";
    const { vocab, unk_id } = JSON.parse(definition).model;
    expect(unk_id).toBe(1);
    expect(vocab.slice(0, 5)).toEqual(specialTokens.map((token) => [token, 0]));
    const scores = new Map<string, number>(vocab);
    expect(new Set(scores.keys())).toEqual(new Set(one.pieces.map(([text]) => text)));
    for (const [text, score] of one.pieces) {
      // Characters that come back are a ten-thousandth apart, in another order.
      expect(Math.abs((scores.get(text) ?? 0) - score), text).toBeLessThan(0.01);
    }
    const tokenizer = NativeTokenizer.fromString(definition);
    const found = await Promise.all(
      probes.map((text) => tokenizer.encode(text, null, { addSpecialTokens: false })),
    );
    expect(found.map((encoding) => encoding.getTokens())).toEqual(one.probes);
  });
});

test("the same corpus gives the same files, in whatever pieces it comes", async () => {
  const { files } = await trained(base);
  async function* pieces() {
    for (const text of corpus) yield [text];
  }
  expect((await trainVocabulary(pieces(), base)).files).toEqual(files);
});

test("special tokens come first, and further ones behind BERT's own", async () => {
  const { tokens, files } = await trained({ ...base, specialTokens: ["[USER]", "[CLS]"] });
  expect(tokens.slice(0, 6)).toEqual([...specialTokens, "[USER]"]);
  expect(files["vocab.txt"]?.split("\n").slice(0, 6)).toEqual([...specialTokens, "[USER]"]);
});

test("Chinese characters stand alone", async () => {
  const { tokens } = await trained(base);
  expect(tokens.filter((token) => /\p{Script=Han}/u.test(token) && token.length > 2)).toEqual([]);
  expect(tokens).toContain("我");
});

test("tells when the vocabulary has no room for the characters", async () => {
  const error = await trainVocabulary(some("abc def"), { ...base, vocabularySize: 14 }).catch(
    (thrown: BerthError) => thrown,
  );
  expect(error).toMatchObject({
    code: "VOCABULARY_TOO_SMALL",
    details: { vocabularySize: 14, specialTokens: 5, characters: 10, needed: 15 },
  });
  await expect(
    trainVocabulary(some("abc def"), { ...base, vocabularySize: 15 }),
  ).resolves.toMatchObject({ vocabularySize: 15 });
});

test.each([[[]], [["", " \t "]]])("refuses a corpus without words: %j", async (texts) => {
  await expect(trainVocabulary(some(...texts), base)).rejects.toMatchObject({
    code: "CORPUS_EMPTY",
  });
});

test("forgets the rarest words beyond the number that is kept", () => {
  const wordsOf = (text: string) => text.split(" ");
  const counter = wordCounter({ wordsOf, pieceEnd: /\n/, mostWords: 4 });
  counter.add("a a a b b c c d e");
  expect(Object.fromEntries(counter.finish())).toEqual({ a: 3, b: 2 });
});

test.each([
  ["words", "a b c d e", { mostWords: 4 }, { a: 1, b: 1 }],
  ["characters", "aa aa bb cc dd ee", { mostCharacters: 8 }, { aa: 2, bb: 1 }],
  ["characters", "aa aa bb bb cc cc ddddd e", { mostCharacters: 8 }, { aa: 2, bb: 2 }],
  ["words, more than once,", "a b c d e\nf f g h i", { mostWords: 4 }, { a: 1, f: 2 }],
])(
  "of %s that come equally often the first stay, up to half of the room",
  (_, text, room, kept) => {
    const wordsOf = (piece: string) => piece.split(" ");
    const counter = wordCounter({ wordsOf, pieceEnd: /\n/, ...room });
    counter.add(text);
    expect(Object.fromEntries(counter.finish())).toEqual(kept);
  },
);

test("pieces are looked for in as many words and characters as are asked for", () => {
  const counts = new Map([
    ["rare", 1],
    ["often", 9],
    ["𠀀𠀁", 3],
    ["a", 2],
  ]);
  const wordsOf = (limits: { readonly mostWords: number; readonly mostCharacters: number }) => {
    const { characters, starts, counts: times } = wordCharacters(counts, limits);
    return Array.from(times, (count, word) => [
      String.fromCodePoint(...characters.subarray(starts[word], (starts[word + 1] ?? 0) - 1)),
      count,
      characters[(starts[word + 1] ?? 0) - 1],
    ]);
  };
  const all = [
    ["often", 9, 0],
    ["𠀀𠀁", 3, 0],
    ["a", 2, 0],
    ["rare", 1, 0],
  ];
  expect(wordsOf({ mostWords: 9, mostCharacters: 99 })).toEqual(all);
  expect(wordsOf({ mostWords: 3, mostCharacters: 99 })).toEqual(all.slice(0, 3));
  expect(wordsOf({ mostWords: 9, mostCharacters: 7 })).toEqual(all.slice(0, 2));
  expect(wordsOf({ mostWords: 9, mostCharacters: 6 })).toEqual([all[0], ["𠀀", 3, 0]]);
});
