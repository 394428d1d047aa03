import { expect, test } from "vitest";
import { padBatch } from "./index.js";

test("shorter sequences are padded with zeros that the mask hides", () => {
  const batch = padBatch([
    { row: 0, tokenIds: Int32Array.of(101, 7, 102), typeIds: Int32Array.of(0, 0, 1) },
    { row: 1, tokenIds: Int32Array.of(101, 102), typeIds: Int32Array.of(0, 1) },
  ]);
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
