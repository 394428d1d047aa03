import { expect, test } from "vitest";
import { joinedGroups } from "./row-groups.js";

test("rows that share a group in any list, or by way of others, are one, named by its least name", () => {
  const names = ["a", "b", "c", "d"];
  expect(joinedGroups([names, ["x", "y", "x", "z"]])).toEqual(["a", "b", "a", "d"]);
  // The third row joins the first two; a name means the same in both lists.
  expect(joinedGroups([names, ["c", "c", "z", "w"]])).toEqual(["a", "a", "a", "d"]);
});

test("one list stays as it is", () => {
  expect(joinedGroups([["a", "b", "a"]])).toEqual(["a", "b", "a"]);
  expect(joinedGroups([])).toEqual([]);
});
