import { expect, test } from "vitest";
import { jsonArray, jsonArrayLines } from "./json-array.js";

test.each([[[]], [[1, "a,b", null]], [[["x"], { y: 1 }]]])(
  "a short array is one line: %j",
  (values) => {
    expect(jsonArrayLines(values)).toEqual([JSON.stringify(values)]);
  },
);

test("a long array is broken between elements, none of which is lost", () => {
  const values = Array.from({ length: 3000 }, (_, i) => ({ i, text: "]".repeat(i) }));
  const lines = jsonArrayLines(values);
  expect(lines.length).toBeGreaterThan(3);
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThan(2 ** 20 + 4000);
  expect(JSON.parse(lines.join("\n"))).toEqual(values);
});

test("an element of several pieces is broken between them, and may be longer than a line", () => {
  const lines: string[] = [];
  const array = jsonArray((line) => lines.push(line));
  const pieces = Array.from(
    { length: 20 },
    (_, i) => `${i > 0 ? "," : "["}"${"x".repeat(2 ** 18)}"`,
  );
  array.add(["1"]);
  array.add([...pieces, "]"]);
  array.end();
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(2 ** 20 + 1);
  expect(JSON.parse(lines.join("\n"))).toEqual([1, Array(20).fill("x".repeat(2 ** 18))]);
});
