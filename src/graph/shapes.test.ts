import { expect, test } from "vitest";
import * as g from "./index.js";

const matrix = g.input("matrix", ["rows", 4]);
const other = g.input("other", ["lines", 4]);
const ids = g.input("ids", ["rows"], "int32");

test.each<[string, () => unknown]>([
  ["different symbols never meet", () => g.add(matrix, other)],
  ["a symbol is not a number", () => g.add(matrix, g.input("x", [7, 4]))],
  ["element types differ", () => g.add(ids, g.input("x", ["rows"]))],
  ["inner sizes", () => g.matmul(matrix, g.input("x", [5, 2]))],
  ["inner sizes, transposed", () => g.matmul(matrix, other, { transposeA: true })],
  ["batches", () => g.matmul(g.input("a", [2, 3, 3]), g.input("b", ["rows", 3, 3]))],
  ["vectors", () => g.matmul(matrix, g.input("x", [4]))],
  ["linear's weight", () => g.linear(matrix, g.input("w", [4, 3]), g.input("b", [4]))],
  ["linear's bias", () => g.linear(matrix, g.input("w", [3, 4]), g.input("b", [4]))],
  ["layer norm's weight", () => g.layerNormalization(matrix, g.input("w", [3]), matrix, 0)],
  ["reshape, numbers", () => g.reshape(matrix, ["rows", 2, 3])],
  ["reshape, a lost symbol", () => g.reshape(matrix, [4])],
  ["transpose", () => g.transpose(matrix, [0, 0])],
  ["slice", () => g.slice(matrix, 1, 3, 2)],
  ["an axis too many", () => g.reduceSum(matrix, [2])],
  ["concat along a symbol", () => g.concat([matrix, matrix], 0)],
  ["concat, other axes", () => g.concat([matrix, other], 1)],
  ["expand", () => g.expand(matrix, ["rows", 8])],
  ["gatherRows", () => g.gatherRows(matrix, matrix)],
  ["scatterRows", () => g.scatterRows(other, ids, "all")],
  ["lookup", () => g.lookup(ids, ids)],
])("shapes that do not fit are refused: %s", (_, make) => {
  expect(make).toThrowErrorMatchingSnapshot();
  expect(make).toThrowError(expect.objectContaining({ code: "SHAPE_MISMATCH" }));
});

test("a graph with two inputs of one name is refused", () => {
  const sum = g.add(g.input("x", [2]), g.input("x", [2]));
  expect(() => g.graph({ sum })).toThrowErrorMatchingInlineSnapshot(
    `[BerthError: graph: two inputs are named "x". Make an input once and use it in both places.]`,
  );
});

test("a graph's inputs are those that its outputs need", () => {
  const { inputs } = g.graph({ y: g.exp(matrix), z: g.add(matrix, 1) });
  expect(inputs).toEqual([matrix]);
});
