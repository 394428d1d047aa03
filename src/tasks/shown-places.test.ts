import { expect, test } from "vitest";
import { shownPlaces } from "./shown-places.js";

/** What tokens with these places show. */
const shown = (text: string, offsets: readonly number[]): string[] => {
  const places = shownPlaces(text, Int32Array.from(offsets));
  return Array.from({ length: places.length / 2 }, (_, at) =>
    text.slice(places[2 * at], places[2 * at + 1]),
  );
};

test("a space that a tokenizer counts to a word is none of it", () => {
  expect(shown("Ada lives in Paris", [0, 3, 3, 9, 9, 12, 12, 18])).toEqual([
    "Ada",
    "lives",
    "in",
    "Paris",
  ]);
  // A token of its own for the space, and one that is empty.
  expect(shown("a  b", [0, 1, 1, 3, 3, 4, 4, 4])).toEqual(["a", "  ", "b", ""]);
});

test("a combining mark that a tokenizer leaves out belongs to the sign before it", () => {
  const text = "le cafe\u0301 noir";
  expect(shown(text, [0, 2, 3, 7, 9, 13])).toEqual(["le", "cafe\u0301", "noir"]);
  // Kept as a token of its own, it is not taken twice.
  expect(shown(text, [0, 2, 3, 7, 7, 8, 9, 13])).toEqual(["le", "cafe", "\u0301", "noir"]);
});
