import { expect, test } from "vitest";
import cases from "../../test/fixtures/length-groups.json" with { type: "json" };
import { batchIndices, epochOrder, fileOrder, groupedByLength } from "./index.js";

test("an epoch visits every example once, in an order of its own", () => {
  const order = epochOrder(100, 42, 1);
  expect([...order].sort((a, b) => a - b)).toEqual([...fileOrder(100)]);
  expect([...order]).not.toEqual([...fileOrder(100)]);
  expect([...epochOrder(100, 42, 2)]).not.toEqual([...order]);
  expect([...epochOrder(100, 43, 1)]).not.toEqual([...order]);
});

test("the order of an epoch is the same in every run", () => {
  expect([...epochOrder(50, 7, 3)]).toEqual([...epochOrder(50, 7, 3)]);
});

test.each(cases)(
  "texts of like length stand together as transformers puts them, case %#",
  (one) => {
    const grouped = groupedByLength(Int32Array.from(one.order), one.lengths, one.batchSize);
    expect([...grouped]).toEqual(one.grouped);
  },
);

test("batches hold the whole order, the rest in a shorter last one", () => {
  expect(batchIndices(fileOrder(7), 3).map((batch) => [...batch])).toEqual([
    [0, 1, 2],
    [3, 4, 5],
    [6],
  ]);
  expect(batchIndices(fileOrder(6), 3)).toHaveLength(2);
});
