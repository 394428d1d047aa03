import fc from "fast-check";
import { expect, test } from "vitest";
import type { Table } from "../../records/index.js";
import { labelSetIds, looksLikeLabelSets, readSetLabels } from "./label-sets.js";

const table = (cells: readonly string[]): Table => ({
  file: "data.jsonl",
  format: "jsonl",
  columns: ["labels"],
  rows: cells.map((cell) => [cell]),
});

const names = ["joy", "don't", 'a "word"', "北京", "😀 two words", "x\\y", "a|b", "c, d"];
const writers: readonly ((members: readonly string[]) => string)[] = [
  (members) => JSON.stringify(members),
  (members) => `[${members.map((one) => `'${one.replace(/[\\']/g, "\\$&")}'`).join(", ")}]`,
];

test("sets come back from lists of JSON and of Python, in any order, with repetitions", async () => {
  const set = fc.array(fc.integer({ min: 0, max: names.length - 1 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(
      fc.array(set, { minLength: 1, maxLength: 6 }),
      fc.nat(1),
      async (sets, kind) => {
        const write = writers[kind] ?? JSON.stringify;
        const cells = sets.map((ids) => write(ids.map((id) => names[id] ?? "")));
        const read = await labelSetIds(table(cells), 0, names);
        expect(read.map((ids) => [...ids])).toEqual(
          sets.map((ids) => [...new Set(ids)].sort((a, b) => a - b)),
        );
      },
    ),
  );
});

test("ids stand for names unless a label is a number itself", async () => {
  const read = await labelSetIds(table(["2|0", "joy|sad", "[]"]), 0, ["joy", "sad", "mad"]);
  expect(read.map((ids) => [...ids])).toEqual([[0, 2], [0, 1], []]);
  const numbers = await labelSetIds(table(["7", "3;7"]), 0, ["3", "7"]);
  expect(numbers.map((ids) => [...ids])).toEqual([[1], [0, 1]]);
});

test("one sign is between the members of all cells, so that others may be part of a label", async () => {
  const cells = ["Sports|Health, food", "Health, food", "Sports", '["Law; order"]'];
  const labels = ["Health, food", "Law; order", "Sports"];
  expect(await readSetLabels(table(cells), 0)).toEqual(labels);
  const read = await labelSetIds(table(cells), 0, labels);
  expect(read.map((ids) => [...ids])).toEqual([[0, 2], [0], [2], [1]]);
  expect(looksLikeLabelSets(cells.slice(0, 3))).toBe(true);
  // Labels of a model are known as they stand, though this file has no sign that tells them apart.
  const others = await labelSetIds(table(["Sports", "Health, food"]), 0, labels);
  expect(others.map((ids) => [...ids])).toEqual([[2], [0]]);
});

test("labels that are numbers sort as such", async () => {
  expect(await readSetLabels(table(["10,9", "2"]), 0)).toEqual(["2", "9", "10"]);
});
