import { writeFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { loadTokenizer, UNCUT } from "../../tokenizer/index.js";
import { trainTokenizer } from "../train-tokenizer.js";
import { wordStarts } from "./word-starts.js";

const path = temporaryFolder();

// Each word by itself, so that no token of BPE holds bytes of two.
beforeAll(async () => {
  const words = "我 爱 人工 智能 ， 老师 让 人 高兴 。 看 用 手机 BERT 模型\n";
  await writeFile(path("texts.txt"), words.repeat(20));
});

/** The words of a sentence, each as the stretch of its tokens. */
async function wordsOf(folder: string, sentence: string): Promise<string[]> {
  const tokenizer = await loadTokenizer(folder);
  const reading = { maxLength: UNCUT, offsets: true, specialTokens: false };
  const [encoding] = await tokenizer.encode([sentence], reading);
  const { words = new Int32Array(0), offsets = new Int32Array(0) } = encoding ?? {};
  const starts = wordStarts(sentence, { words, offsets });
  const places = [...starts.keys()].filter((token) => starts[token] === 1);
  return places.map((token, at) => {
    const next = places[at + 1] ?? starts.length;
    return sentence.slice(offsets[2 * token], offsets[2 * next - 1]).trim();
  });
}

test.each([
  ["wordpiece", 60],
  ["bpe", 400],
  ["unigram", 60],
] as const)(
  "words of Chinese are those of the dictionary with %s",
  async (kind, vocabularySize) => {
    const output = path(kind);
    await trainTokenizer({ data: path("texts.txt"), kind, vocabularySize, output });
    const clauses = await wordsOf(output, "我爱人工智能，老师让人高兴。");
    expect(clauses.join(" ")).toBe("我 爱 人工 智能 ， 老师 让 人 高兴 。");
    const mixed = await wordsOf(output, "老师看手机，用 BERT模型。");
    expect(mixed.join(" ")).toBe("老师 看 手机 ， 用 BERT 模型 。");
  },
);
