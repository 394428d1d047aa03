import { expect, test } from "vitest";
import fixture from "../../test/fixtures/quantile-bins.json" with { type: "json" };
import { NUMBER_BINS, quantileBins } from "./quantile-bins.js";

test.each(fixture.bins)(
  "bins are those of NumPy's quantiles, ties and all",
  ({ numbers, bins }) => {
    expect([...quantileBins(numbers, NUMBER_BINS)]).toEqual(bins);
  },
);
