import { expect, test } from "vitest";
import { countWords } from "./count-words.js";

const sentence = "今天我们在北京大学学习自然语言处理，模型很好用。";

test("words of a long Chinese text are those of its sentences, and counting them takes no time", () => {
  const segmenter = new Intl.Segmenter("zh", { granularity: "word" });
  const words = [...segmenter.segment(sentence)].filter(({ isWordLike }) => isWordLike);
  // At one go the segmenter takes six seconds for half of this.
  expect(countWords(sentence.repeat(8_000))).toBe(8_000 * words.length);
});

test("elsewhere words are what spaces separate", () => {
  expect(countWords("it's a so-called  test.\n")).toBe(4);
  expect(countWords("東京へ行く")).toBeGreaterThan(1);
});
