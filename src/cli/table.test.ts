import { expect, test } from "vitest";
import { cut, displayWidth, tableLines } from "./table.js";

test.each([
  ["abc", 3],
  ["情感", 4],
  ["e\u0301", 1],
  ["👍", 2],
  ["，", 2],
  ["𠀀", 2],
])("%s takes %i columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("columns line up, Chinese and numbers too", () => {
  expect(
    tableLines(
      [
        ["情感", "1"],
        ["abc", "10.5"],
      ],
      ["left", "right"],
    ),
  ).toEqual(["情感     1", "abc   10.5"]);
});

test("a text is cut to a width on one line", () => {
  expect(cut("one\n two", 20)).toBe("one two");
  expect(cut("这场辩论真精彩", 9)).toBe("这场辩论…");
});

test("a table may have more rows than a call takes arguments", () => {
  const lines = tableLines(Array.from({ length: 300_000 }, (_, row) => ["a", String(row)]));
  expect(lines).toHaveLength(300_000);
  expect(lines.at(-1)).toBe("a  299999");
});
