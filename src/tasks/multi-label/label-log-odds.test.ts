import { expect, test } from "vitest";
import { labelLogOdds } from "./label-log-odds.js";

/** Rows of one label: `count` of `rows` have it. */
const examples = (rows: number, count: number) =>
  Array.from({ length: rows }, (_, row) => ({
    row,
    tokenIds: new Int32Array(0),
    typeIds: new Int32Array(0),
    target: Float32Array.of(row < count ? 1 : 0),
  }));

/** Binary cross entropy of one logit for all rows, where a label that holds weighs `weight`. */
function loss(logit: number, rows: number, count: number, weight: number): number {
  return (
    weight * count * Math.log(1 + Math.exp(-logit)) + (rows - count) * Math.log(1 + Math.exp(logit))
  );
}

test.each([
  [10_000, 300, 1],
  [10_000, 5000, 1],
  [10_000, 9000, 1],
  [10_000, 300, 7],
])(
  "of %i rows with %i of a label that weighs %f no other logit has less loss",
  (rows, count, weight) => {
    const [logit = 0] = labelLogOdds(examples(rows, count), 1, [weight]);
    const here = loss(logit, rows, count, weight);
    for (const away of [-1, -0.01, 0.01, 1]) {
      expect(loss(logit + away, rows, count, weight)).toBeGreaterThan(here);
    }
  },
);

test.each([
  [100, 0, 5e8, -Math.log(201)],
  [100, 1, 99, 0],
  [100, 2, 49, 0],
  [100, 99, 1 / 99, 0],
  [100, 100, 1e-6, 0],
])(
  "of %i rows with %i of a label that weighs %f the weight counts what was seen alone",
  (rows, count, weight, odds) => {
    expect(labelLogOdds(examples(rows, count), 1, [weight])[0]).toBeCloseTo(odds, 3);
  },
);

test("labels that no row has, or every row, have finite log odds", () => {
  expect(labelLogOdds(examples(3, 0), 1)).toEqual([Math.log(0.5 / 3.5)]);
  expect(labelLogOdds(examples(3, 3), 1)).toEqual([Math.log(3.5 / 0.5)]);
});
