import { expect, test } from "vitest";
import { padBatch } from "./index.js";

const sequences = [
  { tokenIds: Int32Array.of(101, 7, 102), typeIds: Int32Array.of(0, 0, 1) },
  { tokenIds: Int32Array.of(101, 102), typeIds: Int32Array.of(0, 1) },
];

test("shorter sequences are padded with zeros that the mask hides", () => {
  const batch = padBatch(sequences);
  expect(batch).toEqual({
    input_ids: {
      dtype: "int64",
      shape: [2, 3],
      data: BigInt64Array.of(101n, 7n, 102n, 101n, 102n, 0n),
    },
    attention_mask: {
      dtype: "int64",
      shape: [2, 3],
      data: BigInt64Array.of(1n, 1n, 1n, 1n, 1n, 0n),
    },
    token_type_ids: {
      dtype: "int64",
      shape: [2, 3],
      data: BigInt64Array.of(0n, 0n, 1n, 0n, 1n, 0n),
    },
  });
});

test("a batch is padded up to a given length, and never cut to it", () => {
  const { input_ids, attention_mask } = padBatch(sequences, 4);
  expect(input_ids.shape).toEqual([2, 4]);
  expect(input_ids.data).toEqual(BigInt64Array.of(101n, 7n, 102n, 0n, 101n, 102n, 0n, 0n));
  expect(attention_mask.data).toEqual(BigInt64Array.of(1n, 1n, 1n, 0n, 1n, 1n, 0n, 0n));
  expect(padBatch(sequences, 2)).toEqual(padBatch(sequences));
});
