import { expect, test } from "vitest";
import { positiveWeights } from "./positive-weights.js";

test("balanced weights are rows without a label by rows with it; one that all or none have counts once", () => {
  const targets = [
    [1, 1, 0, 0],
    [1, 0, 0, 1],
    [1, 0, 0, 1],
    [1, 0, 0, 1],
  ];
  const examples = targets.map((target, row) => ({
    row,
    tokenIds: new Int32Array(0),
    typeIds: new Int32Array(0),
    target: Float32Array.from(target),
  }));
  expect(positiveWeights("balanced", examples, 4)).toEqual([1, 3, 1, 1 / 3]);
});
