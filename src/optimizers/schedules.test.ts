import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { rateAt, type Schedule } from "./schedules.js";

interface Case extends Schedule {
  readonly rates: readonly number[];
}

const fixture = new URL("../../test/fixtures/schedules.json", import.meta.url);
const { peak, cases }: { peak: number; cases: readonly Case[] } = JSON.parse(
  readFileSync(fixture, "utf8"),
);

test.each(cases)(
  "$kind over $totalSteps steps, $warmupSteps of them warm-up, gives the rates of transformers and PyTorch",
  ({ rates, ...schedule }) => {
    rates.forEach((rate, step) => {
      expect(Math.abs(rateAt({ ...schedule, peak }, step) - rate)).toBeLessThan(1e-12 * peak);
    });
  },
);
