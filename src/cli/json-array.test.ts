import { expect, test } from "vitest";
import { jsonArrayLines } from "./json-array.js";

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
