import { expect, test } from "vitest";
import fixture from "../../test/fixtures/classification.json" with { type: "json" };
import { lengthPercentile } from "./index.js";

test.each(fixture.percentiles)("the length that covers $share is NumPy's", (expected) => {
  expect(lengthPercentile(expected.lengths, expected.share)).toBe(expected.length);
});

test("share 1 is the longest", () => {
  expect(lengthPercentile([4, 100, 20], 1)).toBe(100);
});
