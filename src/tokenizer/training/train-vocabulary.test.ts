import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Tokenizer as NativeTokenizer } from "tokenizers";
import { describe, expect, test } from "vitest";
import type { BerthError } from "../../base/index.js";
import { specialTokens as namedTokens } from "../special-tokens.js";
import { tokenizerDefinition } from "../tokenizer-definition.js";
import { wordPieceModel } from "../word-piece.js";
import { initialTokens } from "./initial-tokens.js";
import { mergePairs } from "./merge-pairs.js";
import { wordSplitter } from "./split-words.js";
import { trainVocabulary, type VocabularySettings } from "./train-vocabulary.js";
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

const { corpus, probes, cases } = JSON.parse(
  await readFile(join(import.meta.dirname, "../../../test/fixtures/vocabulary.json"), "utf8"),
) as {
  readonly corpus: readonly string[];
  readonly probes: readonly string[];
  readonly cases: readonly Case[];
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

  test("tokenises as the tokenizers library does", async () => {
    const tokenizer =
      one.kind === "bpe" ? (await trained({ ...base, ...one })).native : native(one);
    const found = await Promise.all(
      probes.map((text) => tokenizer.encode(text, null, { addSpecialTokens: false })),
    );
    expect(found.map((encoding) => encoding.getTokens())).toEqual(one.probes);
  });
});

/** A WordPiece tokenizer with tokens that the library made. */
function native({ tokens, lowerCase }: Case): NativeTokenizer {
  const model = wordPieceModel(new Map(tokens.map((token, id) => [token, id])), "[UNK]");
  const added = specialTokens.map((content, id) => ({ id, content }));
  const parts = { ...kindParts("wordpiece", lowerCase).parts, model };
  const definition = tokenizerDefinition(parts, added, namedTokens());
  return NativeTokenizer.fromString(JSON.stringify(definition));
}

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
  const counter = wordCounter({ wordsOf, pieceEnd: /\n/, mostWords: 3 });
  counter.add("a a a b b c c d");
  expect(Object.fromEntries(counter.finish())).toEqual({ a: 3, b: 2, c: 2 });
});
