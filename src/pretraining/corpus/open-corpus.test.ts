import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { loadTokenizer, type Tokenizer } from "../../tokenizer/index.js";
import { trainTokenizer } from "../train-tokenizer.js";
import { type Corpus, type CorpusProgress, openCorpus } from "./index.js";
import { splitSentences } from "./split-sentences.js";

const path = temporaryFolder();
let tokenizer: Tokenizer;

const english = [
  "Chapter 1\nMr. Bennet replied that he had not. “Is he married or single?” asked Mrs. Bennet.\n",
  "It was the 3.5 mile walk; J. Smith went. Unbelievable!\n\n",
  "Chapter 2\r\nNothing.\r\n\r\n\r\n",
];
const chinese = "我爱人工智能。老师让人高兴！\n贾宝玉说：“好”。\n";

beforeAll(async () => {
  await mkdir(path("texts"));
  await writeFile(path("texts", "a.txt"), english.join(""));
  await writeFile(path("texts", "b.txt"), chinese);
  await writeFile(path("rows.csv"), 'id,text\n1,"Mr. Smith. Nothing."\n2,\n3,我爱人工智能。\n');
  await trainTokenizer({ data: path("texts"), vocabularySize: 150, output: path("tokenizer") });
  tokenizer = await loadTokenizer(path("tokenizer"));
});

const open = (paths: readonly string[], more: object = {}): Promise<Corpus> =>
  openCorpus({ paths, ...more }, { tokenizer, cacheFolder: path("cache") });

/** Every document as its sentences, decoded. */
function sentencesOf(corpus: Corpus): Promise<string[][]> {
  return Promise.all(
    Array.from({ length: corpus.documents }, (_, document) =>
      Promise.all(corpus.document(document).map(({ ids }) => tokenizer.decode(ids))),
    ),
  );
}

describe("a corpus of text files", () => {
  test("has documents between blank lines, and sentences in them", async () => {
    const corpus = await open([path("texts")]);
    expect(await sentencesOf(corpus)).toEqual([
      [
        "chapter 1",
        "mr. bennet replied that he had not.",
        "“ is he married or single? ” asked mrs. bennet.",
        "it was the 3. 5 mile walk ; j. smith went.",
        "unbelievable!",
      ],
      ["chapter 2", "nothing."],
      ["我 爱 人 工 智 能 。", "老 师 让 人 高 兴 ！", "贾 宝 玉 说 ： “ 好 ” 。"],
    ]);
    expect([...corpus.documentStarts]).toEqual([0, 5, 7, 10]);
    expect(corpus).toMatchObject({ documents: 3, sentences: 10, isFromCache: false });
    corpus.close();
  });

  test("reads sentences together as well as one by one", async () => {
    const corpus = await open([path("texts")]);
    const all = corpus.read(0, corpus.sentences);
    expect(all.ids.length).toBe(corpus.tokens);
    const single = Array.from({ length: corpus.sentences }, (_, at) => corpus.read(at, at + 1));
    expect(single.flatMap(({ ids }) => [...ids])).toEqual([...all.ids]);
    expect(single.flatMap(({ wordStarts }) => [...wordStarts])).toEqual([...all.wordStarts]);
    expect(single.map(({ wordStarts }) => wordStarts[0])).toEqual(single.map(() => 1));
    const plain = await tokenizer.encode(["Mr. Bennet replied that he had not."], {
      maxLength: 99,
    });
    expect([...corpus.read(1, 2).ids]).toEqual([...(plain[0]?.tokenIds ?? [])].slice(1, -1));
    corpus.close();
  });

  test("knows where words begin: behind ##, and of Chinese by the dictionary", async () => {
    const corpus = await open([path("texts")]);
    const words = (sentence: number): string[] => {
      const { ids, wordStarts } = corpus.read(sentence, sentence + 1);
      const found: string[] = [];
      for (const [at, token] of tokenizer.tokens(ids).entries()) {
        const text = token.replace(/^##/, "");
        if (wordStarts[at] === 1) found.push(text);
        else found.push(`${found.pop() ?? ""}${text}`);
      }
      return found;
    };
    expect(words(1)).toEqual("mr . bennet replied that he had not .".split(" "));
    expect(words(4)).toEqual(["unbelievable", "!"]);
    expect(words(7)).toEqual(["我", "爱", "人工", "智能", "。"]);
    expect(words(9)).toEqual(["贾宝玉", "说", "：", "“", "好", "”", "。"]);
    corpus.close();
  });
});

test("a row of a table is a document; a file that ends mid-document does not reach into the next", async () => {
  const rows = await open([path("rows.csv")], { textColumn: "text" });
  expect(await sentencesOf(rows)).toEqual([["mr. smith.", "nothing."], ["我 爱 人 工 智 能 。"]]);
  rows.close();
  await writeFile(path("open.txt"), "No end");
  await writeFile(path("next.txt"), "Another begins.");
  const two = await open([path("open.txt"), path("next.txt")]);
  expect([...two.documentStarts]).toEqual([0, 1, 2]);
  two.close();
});

describe("what is kept", () => {
  test("is opened again, and made anew for other texts or another tokenizer", async () => {
    const first = await open([path("texts")]);
    const again = await open([path("texts")]);
    expect(again.isFromCache).toBe(true);
    expect(again.key).toBe(first.key);
    expect(again.read(0, again.sentences)).toEqual(first.read(0, first.sentences));
    const fewer = await open([path("texts", "a.txt")]);
    expect(fewer.key).not.toBe(first.key);
    await trainTokenizer({ data: path("texts"), cased: true, output: path("other") });
    const other = await openCorpus(
      { paths: [path("texts")] },
      { tokenizer: await loadTokenizer(path("other")), cacheFolder: path("cache") },
    );
    expect(other.key).not.toBe(first.key);
    for (const corpus of [first, again, fewer, other]) corpus.close();
  });

  test("is made anew for a table of another ending, which is read in another way", async () => {
    const table = 'id\ttext\n1\t"Nothing."\n';
    const texts: string[][][] = [];
    for (const name of ["rows.tsv", "renamed.csv"]) {
      await writeFile(path(name), table);
      const corpus = await open([path(name)], { textColumn: "text" });
      expect(corpus.isFromCache).toBe(false);
      texts.push(await sentencesOf(corpus));
      corpus.close();
    }
    // The vocabulary has no straight quotes.
    expect(texts).toEqual([[["[UNK] nothing. [UNK]"]], [["nothing."]]]);
  });

  test.each(["tokens.bin", "sentences.bin", "documents.bin", "corpus.json"])(
    "is made anew where %s is gone or cut",
    async (name) => {
      const before = await open([path("texts")]);
      const all = before.read(0, before.sentences);
      const file = path("cache", before.key, name);
      before.close();
      await truncate(file, (await stat(file)).size - 4);
      const cut = await open([path("texts")]);
      expect(cut.isFromCache).toBe(false);
      expect(cut.read(0, cut.sentences)).toEqual(all);
      cut.close();
      await rm(file);
      const gone = await open([path("texts")]);
      expect(gone.isFromCache).toBe(false);
      expect(gone.read(0, gone.sentences)).toEqual(all);
      gone.close();
    },
  );

  test("is nothing when the making was stopped, and tells how far it is", async () => {
    const stop = new AbortController();
    const told: CorpusProgress[] = [];
    const opening = openCorpus(
      { paths: [path("texts")] },
      {
        tokenizer,
        cacheFolder: path("stopped"),
        signal: stop.signal,
        onProgress: (progress) => {
          told.push(progress);
          if (progress.phase === "tokenizing") stop.abort();
        },
      },
    );
    await expect(opening).rejects.toThrow("aborted");
    expect(await readdir(path("stopped"))).toEqual([]);
    const total = (await readFile(path("texts", "a.txt"))).length + Buffer.byteLength(chinese);
    expect(told.filter(({ phase }) => phase === "hashing").at(-1)).toMatchObject({
      bytes: total,
      totalBytes: total,
    });
  });
});

test("a corpus without text is refused, and nothing is kept of it", async () => {
  await writeFile(path("blank.txt"), "\n\u0001\n  \n");
  await expect(open([path("blank.txt")])).rejects.toMatchObject({ code: "CORPUS_EMPTY" });
  const { key } = await open([path("texts")]);
  expect(existsSync(join(path("cache"), key))).toBe(true);
  expect((await readdir(path("cache"))).filter((name) => name.endsWith(".new"))).toEqual([]);
});

test("sentences hold every sign of a text but white space", () => {
  const pieces = [
    "Mr. ",
    "A. B. ",
    "one. ",
    "“Is it?” ",
    "he said ",
    "他说。",
    "……",
    "\n",
    "! ",
    "e.g. ",
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary" })));
  const bare = (value: string): string => value.replaceAll(/\s/g, "");
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join("");
      const sentences = splitSentences(whole);
      expect(bare(sentences.join(""))).toBe(bare(whole));
      expect(sentences.filter((sentence) => sentence.trim() === "")).toEqual([]);
    }),
  );
});

test.each([
  ["Dr. Watson met Prof. Moriarty at 5 p.m. yesterday. He ran.", 2],
  ["“Is he single?” he asked. “Yes.” She smiled.", 3],
  ["i love it! so good!", 2],
  ["他说：“你好吗？”我说好。真的！", 3],
  ["也．作者自云：因曾历过一番梦幻之后．", 2],
  ["no sign at the end", 1],
  ["a line\nanother line", 2],
])("%j is %i sentences", (text, count) => {
  expect(splitSentences(text)).toHaveLength(count);
});
