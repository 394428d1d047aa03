import { expect, test } from "vitest";
import fixture from "../../test/fixtures/mixup.json" with { type: "json" };
import { randomStream } from "../base/index.js";
import { betaVariate } from "./beta-variate.js";

const draws = 10_000;

test.each(fixture.beta)(
  "numbers of Beta($alpha, $alpha) lie below each point as often as SciPy says",
  ({ alpha, points, below }) => {
    const random = randomStream(1, "test");
    const numbers = Array.from({ length: draws }, () => betaVariate(alpha, random));
    for (const [place, point] of points.entries()) {
      const share = numbers.filter((number) => number <= point).length / draws;
      // Four standard deviations of a share of so many draws.
      const expected = below[place] ?? Number.NaN;
      const room = 4 * Math.sqrt((expected * (1 - expected)) / draws) + 1 / draws;
      expect(Math.abs(share - expected), `below ${point}`).toBeLessThan(room);
    }
  },
);

test("the smallest parameters give 0 and 1, never a number that is none", () => {
  const random = randomStream(1, "test");
  for (let i = 0; i < 1000; i++) {
    const number = betaVariate(1e-6, random);
    expect(number >= 0 && number <= 1).toBe(true);
  }
});
