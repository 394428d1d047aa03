import { expect, test } from "vitest";
import { withoutPrefixes } from "./name-prefixes.js";

test.each([
  [
    ["module.a", "module.b"],
    ["a", "b"],
  ],
  [
    ["_orig_mod.module.a", "_orig_mod.module.model.b"],
    ["a", "model.b"],
  ],
  [
    ["module.a", "b"],
    ["module.a", "b"],
  ],
  [[], []],
])("%j become %j", (names, expected) => {
  expect([...withoutPrefixes(new Map(names.map((name) => [name, 0]))).keys()]).toEqual(expected);
});

test("a name of prefixes alone, however many, does no harm", () => {
  const name = "module.".repeat(100_000);
  expect([...withoutPrefixes(new Map([[name, 0]])).keys()]).toEqual([""]);
});
