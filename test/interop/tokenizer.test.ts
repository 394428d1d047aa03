import { existsSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { loadTokenizer, trainTokenizer } from "../../src/index.js";
import { initialTokens } from "../../src/tokenizer/training/initial-tokens.js";
import { mergePairs } from "../../src/tokenizer/training/merge-pairs.js";
import { wordSplitter } from "../../src/tokenizer/training/split-words.js";
import { kindParts } from "../../src/tokenizer/training/vocabulary-kinds.js";
import { wordCounter } from "../../src/tokenizer/training/word-counter.js";
import { fixtures, hasPython, python, shared } from "./programs.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-tokenizer-"));
});
afterAll(() => rm(folder, { recursive: true }));

const reviews = join(fixtures, "reviews", "train.csv");

describe.skipIf(!hasPython)("transformers loads a trained tokenizer", () => {
  test.each([
    { kind: "wordpiece", cased: false },
    { kind: "wordpiece", cased: true },
    { kind: "bpe", cased: false },
    { kind: "bpe", cased: true },
    { kind: "unigram", cased: false },
    { kind: "unigram", cased: true },
  ] as const)("$kind, cased $cased: the same ids and the same text back", async (settings) => {
    const output = join(folder, `${settings.kind}-${settings.cased}`);
    const specialTokens = ["[USER]", "[URL]"];
    const vocabularySize = 380;
    const training = { data: reviews, textColumn: "text", vocabularySize, specialTokens };
    await trainTokenizer({ ...training, ...settings, output, maxLength: 24 });
    const texts = [
      "The soup could not be better 🙂",
      "老师很好, [USER] said at [URL]. Ünseen wörds!",
      "a long text ".repeat(20),
      "",
      ["Our guide", "made us smile"],
    ] as const;
    const file = join(folder, "texts.json");
    await writeFile(file, JSON.stringify(texts));
    const theirs = (await python("check_tokenizer.py", output, file)) as {
      readonly ids: number[][];
      readonly type_ids: number[][];
      readonly decoded: string[];
      readonly special: Record<string, string>;
      readonly all_special: string[];
      readonly model_max_length: number;
    };
    const ours = await loadTokenizer(output);
    const encodings = await ours.encode(texts, { maxLength: 24 });
    expect(encodings.map(({ tokenIds }) => [...tokenIds])).toEqual(theirs.ids);
    expect(encodings.map(({ typeIds }) => [...typeIds])).toEqual(theirs.type_ids);
    const decoded = encodings.map(({ tokenIds }) =>
      ours.decode(tokenIds, { skipSpecialTokens: true }),
    );
    expect(await Promise.all(decoded)).toEqual(theirs.decoded);
    expect(theirs.model_max_length).toBe(24);
    const special = { pad: "[PAD]", unk: "[UNK]", cls: "[CLS]", sep: "[SEP]", mask: "[MASK]" };
    expect(theirs.special).toEqual(special);
    expect(theirs.all_special).toEqual([...Object.values(special), ...specialTokens].sort());
    expect(ours.tokens(ours.allSpecialIds).sort()).toEqual(theirs.all_special);
  });
});

describe.skipIf(!hasPython)(
  "transformers loads what is saved of a vocabulary with added tokens",
  () => {
    test.each([
      ["one after the other", { "[E1]": 284, "[E2]": 285 }],
      ["with ids left out", { "[E1]": 287, "[E2]": 290 }],
    ])("%s: the same ids", async (title, added) => {
      const source = join(folder, `added-${title}`);
      const output = join(folder, `saved-${title}`);
      await mkdir(source);
      await mkdir(output);
      await cp(join(fixtures, "small-bert", "vocab.txt"), join(source, "vocab.txt"));
      await writeFile(join(source, "added_tokens.json"), JSON.stringify(added));
      const ours = await loadTokenizer(source);
      for (const [name, content] of Object.entries(ours.files({ modelMaxLength: 24 }))) {
        await writeFile(join(output, name), content);
      }
      const texts = ["The [E1] film[E2]s", "[E2] [E1]"];
      const file = join(folder, "added-texts.json");
      await writeFile(file, JSON.stringify(texts));
      const theirs = (await python("check_tokenizer.py", output, file)) as {
        readonly ids: number[][];
      };
      const encodings = await ours.encode(texts, { maxLength: 24 });
      expect(encodings.map(({ tokenIds }) => [...tokenIds])).toEqual(theirs.ids);
      expect(theirs.ids[1]).toEqual([2, added["[E2]"], added["[E1]"], 3]);
    });
  },
);

const books = (part: string): string => join(shared, "data", "books-en", `${part}.txt`);

describe.skipIf(!(hasPython && existsSync(books("train"))))("five megabytes of books", () => {
  // Of the tokenizers library, which numbers the first tokens anew in every run.
  let theirs: { readonly tokens: string[]; readonly other: string[][] };
  beforeAll(async () => {
    const words = [books("train"), "8000", books("valid")];
    theirs = (await python("train_vocabulary.py", ...words)) as typeof theirs;
  });

  test("the same tokens in the same order, from the same first ones on", async () => {
    const { parts, pieceEnd, prefix } = kindParts("wordpiece", true);
    const counter = wordCounter({ wordsOf: wordSplitter(parts), pieceEnd });
    for (const line of (await readFile(books("train"), "utf8")).split("\n")) counter.add(line);
    const counts = counter.finish();
    const specialTokens = theirs.tokens.slice(0, 5);
    const { length } = initialTokens(counts, { specialTokens, prefix, alphabet: [] });
    const settings = { vocabularySize: 8000, minFrequency: 2, prefix };
    const { tokens } = mergePairs(counts, theirs.tokens.slice(0, length), settings);
    expect(tokens).toEqual(theirs.tokens);
  });

  test("with first ones of our own, others only where two pairs are equally frequent", async () => {
    const output = join(folder, "books");
    await trainTokenizer({ data: books("train"), vocabularySize: 8000, output });
    const vocabulary = (await readFile(join(output, "vocab.txt"), "utf8")).trimEnd().split("\n");
    const known = new Set(theirs.tokens);
    expect(vocabulary.filter((token) => !known.has(token)).length).toBeLessThan(16);
    const tokenizer = await loadTokenizer(output);
    const lines = (await readFile(books("valid"), "utf8")).split("\n");
    const ours = await tokenizer.encode(lines, { maxLength: 100_000 });
    const cut = ours.map(({ tokenIds }) => tokenizer.tokens(tokenIds).slice(1, -1).join(" "));
    const others = cut.filter((tokens, line) => tokens !== theirs.other[line]?.join(" "));
    expect(others.length / lines.length).toBeLessThan(0.001);
  });
});
