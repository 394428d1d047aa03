import { expect, test } from "vitest";
import type { Example } from "../base/index.js";
import { distinctTexts } from "./distinct-texts.js";

const example = (row: number, tokens: number[], types = tokens.map(() => 0)): Example => ({
  row,
  tokenIds: Int32Array.from(tokens),
  typeIds: Int32Array.from(types),
});

const given = [
  example(0, [2, 7, 3]),
  example(1, [2, 7, 9, 3]),
  example(2, [2, 7, 3]),
  example(3, [2, 5, 3]),
  example(4, [2, 7, 3], [0, 0, 1]),
];

test("equal tokens are one text; longer ones come first", () => {
  const { examples, tokenCount, placeOf } = distinctTexts(given);
  expect(examples.map(({ row }) => row)).toEqual([1, 3, 0, 4]);
  expect(given.map(placeOf)).toEqual([2, 0, 2, 1, 3]);
  expect(tokenCount).toBe(13);
});

test("the order of the examples has no part in the order of the texts", () => {
  const tokens = ({ tokenIds, typeIds }: Example) => [...tokenIds, ...typeIds].join();
  const wanted = distinctTexts(given).examples.map(tokens);
  expect(distinctTexts([...given].reverse()).examples.map(tokens)).toEqual(wanted);
});
