import fc from "fast-check";
import { expect, test } from "vitest";
import { joinedWords } from "./joined-words.js";
import { withWords } from "./with-words.js";

const word = fc.constantFrom("EU", "rejects", "北", "京", "😀", "a-b", "");

test("a stretch of whole words is told by them, in any text of words", () => {
  fc.assert(
    fc.property(
      fc.array(word, { minLength: 1, maxLength: 20 }),
      fc.nat(),
      fc.nat(),
      (list, a, b) => {
        const [from, to] = [a % list.length, b % list.length].sort((one, other) => one - other);
        const { text, words: places } = joinedWords(list);
        const start = places[(from ?? 0) * 2] ?? 0;
        const end = places[(to ?? 0) * 2 + 1] ?? 0;
        fc.pre(text.slice(start, end).trim() !== "");
        const [found] = withWords([{ start, end }], places);
        const own = list.slice(...(found?.words ?? []));
        expect(joinedWords(own).text.trim()).toBe(text.slice(start, end).trim());
      },
    ),
  );
});

test("a part of a word is of that word, and each of several stretches of its own", () => {
  const { words } = joinedWords(["EU", "guide.x", "is", "near"]);
  const spans = [
    { start: 0, end: 2 },
    { start: 3, end: 8 },
    { start: 9, end: 10 },
    { start: 11, end: 18 },
  ];
  expect(withWords(spans, words).map((one) => one.words)).toEqual([
    [0, 1],
    [1, 2],
    [1, 2],
    [2, 4],
  ]);
});
