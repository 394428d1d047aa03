import { expect, test } from "vitest";
import fixture from "../../test/fixtures/formats.json" with { type: "json" };
import { readList } from "./index.js";

test.each(fixture.lists)("$cell has the members that Python reads", ({ cell, members }) => {
  expect(readList(cell)).toEqual(members);
});

test.each([
  ["2,27", ["2", "27"]],
  [" joy | don't know ", ["joy", "don't know"]],
  ["a;b,c", ["a", "b,c"]],
  ["joy", ["joy"]],
  ["", []],
  ["['a' 'b'\n 'c']", ["a", "b", "c"]],
  ["[1 2.5 True]", ["1", "2.5", "True"]],
])("%j is the list %j", (cell, members) => {
  expect(readList(cell)).toEqual(members);
});

test.each(["['a", "['a', 'b'", "['a' b']", "[[1], [2]]"])("%j is refused", (cell) => {
  expect(() => readList(cell)).toThrow(
    expect.objectContaining({
      code: "LIST_BROKEN",
      message: `the cell ${JSON.stringify(cell)} must hold a list such as ["a", "b"]; it opens as one and does not go on so`,
    }),
  );
});
