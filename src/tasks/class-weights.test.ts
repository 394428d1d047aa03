import { expect, test } from "vitest";
import fixture from "../../test/fixtures/classification.json" with { type: "json" };
import { classWeights } from "./index.js";

test.each(fixture.balanced)("balanced weights are scikit-learn's for $counts", (expected) => {
  const weights = classWeights("balanced", expected.counts);
  expect(weights.length).toBe(expected.weights.length);
  for (const [id, weight] of weights.entries()) {
    expect(weight).toBeCloseTo(expected.weights[id] as number, 12);
  }
});

test("the weights of the debate tweets are the published ones", () => {
  const weights = classWeights("balanced", [8493, 3142, 2236]);
  expect(weights.map((weight) => Number(weight.toFixed(8)))).toEqual([
    0.54440912, 1.471568, 2.06782946,
  ]);
});

test("a class without rows has the weight 1", () => {
  expect(classWeights("balanced", [30, 0, 10])).toEqual([40 / 90, 1, 40 / 30]);
});

test("numbers are taken as they are", () => {
  expect(classWeights([0.5, 2], [10, 20])).toEqual([0.5, 2]);
});

test.each([[[0.5, 2]], [[1, 2, 0]], [[1, 2, -3]], [[1, 2, Number.NaN]]])(
  "%j is not one positive number for each of three labels",
  (weights) => {
    expect(() => classWeights(weights, [1, 1, 1])).toThrow(
      expect.objectContaining({
        code: "CLASS_WEIGHTS_COUNT",
        message: `--class-weights: must be one positive number for each of the 3 labels, in their order; ${weights.join(", ")} came. Use --class-weights balanced, or correct the list.`,
      }),
    );
  },
);
