import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expect, test } from "vitest";
import type { Json } from "../base/index.js";
import { readPython } from "./read-python.js";

const values: readonly Json[] = [
  { text: ["Denver", "it's", 'a "word"'], answer_start: [177, -1, 2.5e-7] },
  [["a\n\tb\\", "\u200b😀\u0007"], [], {}, null, true, false],
];

const python = resolve(import.meta.dirname, "../../.venv/bin/python");

test.skipIf(!existsSync(python))("what Python prints is read back", () => {
  const program = "import json, sys\nfor one in json.loads(sys.argv[1]): print(repr(one))";
  const printed = execFileSync(python, ["-c", program, JSON.stringify(values)], {
    encoding: "utf8",
    env: { ...process.env, PYTHONIOENCODING: "utf-8" },
  });
  expect(printed.trim().split("\n").map(readPython)).toEqual(values);
});

test.each([
  ["array(['a', 'b'], dtype=object)", ["a", "b"]],
  ["('a',)", ["a"]],
  ["['a' 'b']", ["a", "b"]],
])("%s is read", (cell, value) => {
  expect(readPython(cell)).toEqual(value);
});

test.each(["[sic]", "['a'", "{'a'}", "['a'] b", "{1: 2}", "array(['a'", "[".repeat(100_000), ""])(
  "%s is nothing of Python",
  (cell) => {
    expect(readPython(cell)).toBeUndefined();
  },
);
