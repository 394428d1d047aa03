import { expect, test } from "vitest";
import type { TensorData } from "../base/index.js";
import { embedRows, scatterEmbeddingGradient } from "./embedding-rows.js";

const ids = (...values: number[]): TensorData => ({
  dtype: "int32",
  shape: [values.length],
  data: Int32Array.from(values),
});
const batch = { token_ids: ids(1, 0), position_ids: ids(0, 1), type_ids: ids(0, 1) };
const tables = (type: Float32Array | undefined) => ({
  word: Float32Array.of(1, 2, 3, 4),
  position: Float32Array.of(10, 20, 30, 40),
  type,
});

test.each([
  ["one row for tokens of every type", [100, 200], [113, 224, 131, 242]],
  ["a row for each type", [100, 200, 300, 400], [113, 224, 331, 442]],
  ["no table of types", undefined, [13, 24, 31, 42]],
])("%s", (_, types, rows) => {
  const out = new Float32Array(4);
  embedRows(tables(types && Float32Array.from(types)), batch, 2, out);
  expect([...out]).toEqual(rows);
});

test.each([
  [2, [6, 8]],
  [4, [1, 2, 5, 6]],
])("gradients go where the rows of a table of %i numbers came from", (size, sums) => {
  const gradients = {
    word: new Float32Array(4),
    position: new Float32Array(4),
    type: new Float32Array(size),
  };
  scatterEmbeddingGradient(gradients, batch, 2, Float32Array.of(1, 2, 5, 6));
  expect([...gradients.type]).toEqual(sums);
  expect([...gradients.word]).toEqual([5, 6, 1, 2]);
  expect([...gradients.position]).toEqual([1, 2, 5, 6]);
});
