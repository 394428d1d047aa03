import { expect, test } from "vitest";
import { oddWordCell, wordTexts } from "./word-texts.js";

test("lists of words are joined, and an empty cell among them is an empty text", () => {
  expect(wordTexts(['["EU", "rejects"]', "", '["北", "京"]'])).toEqual([
    { text: "EU rejects", words: Int32Array.of(0, 2, 3, 10) },
    { text: "", words: new Int32Array(0) },
    { text: "北京", words: Int32Array.of(0, 1, 1, 2) },
  ]);
});

test("texts in brackets, each, are texts; words without quotes are told by commas", () => {
  expect(wordTexts(["[ada smith]", "[bob]"])).toEqual([{ text: "[ada smith]" }, { text: "[bob]" }]);
  expect(wordTexts(["[EU, rejects]", "[bob]"])[1]).toEqual({
    text: "bob",
    words: Int32Array.of(0, 3),
  });
});

test("one cell that is no list among lists of words is found", () => {
  expect(oddWordCell(['["a", "b"]', "", '["c"]', "a b", '["d"]'])).toBe(3);
  expect(oddWordCell(['["a", "b"]', "", '["c"]'])).toBeUndefined();
  expect(oddWordCell(["EU rejects", '["EU"]'])).toBeUndefined();
});

test("cells that are no lists are texts as they are", () => {
  expect(wordTexts(["EU rejects", '["EU"]'])).toEqual([{ text: "EU rejects" }, { text: '["EU"]' }]);
  expect(wordTexts(["", ""])).toEqual([{ text: "" }, { text: "" }]);
});
