import { expect, test } from "vitest";
import { wordTexts } from "./word-texts.js";

test("lists of words are joined, and an empty cell among them is an empty text", () => {
  expect(wordTexts(['["EU", "rejects"]', "", '["北", "京"]'])).toEqual(["EU rejects", "", "北京"]);
});

test("cells that are no lists are texts as they are", () => {
  expect(wordTexts(["EU rejects", '["EU"]'])).toEqual(["EU rejects", '["EU"]']);
  expect(wordTexts(["", ""])).toEqual(["", ""]);
});
