import { expect, test } from "vitest";
import type { Example } from "../base/index.js";
import { packBatch } from "../batches/index.js";
import { stepBatches } from "./step-batches.js";
import { planSteps } from "./step-plan.js";

const settings = {
  seed: 1,
  batchSize: 3,
  gradientAccumulation: 2,
  groupByLength: false,
  epochs: 1,
  maxSteps: null,
  freeze: null,
  learningRate: 5e-5,
  linearProbeFirst: 0,
  linearProbeRate: null,
  warmupRatio: 0.1,
  warmupSteps: null,
  evalSteps: null,
  saveSteps: null,
};

/** Ten rows of two examples each. */
const examples = Array.from({ length: 20 }, (_, place): Example => {
  const tokenIds = Int32Array.of(place);
  return { row: Math.floor(place / 2), tokenIds, typeIds: Int32Array.of(0) };
});

test("batches of texts of like length hold every row once, long ones first", async () => {
  const rows = Array.from({ length: 24 }, (_, row): Example => {
    const length = 1 + ((row * 7) % 24);
    return { row, tokenIds: new Int32Array(length), typeIds: new Int32Array(length) };
  });
  const seen: number[][] = [];
  const makeBatch = async (batch: readonly Example[]) => {
    seen.push(batch.map(({ tokenIds }) => tokenIds.length));
    return packBatch(batch);
  };
  const plan = planSteps(settings, 24);
  const batchesOf = stepBatches(rows, { ...settings, groupByLength: true }, plan, makeBatch);
  for (let step = 0; step < plan.totalSteps; step++) await batchesOf(step, 0);
  expect(seen.flat().toSorted((a, b) => a - b)).toEqual(rows.map((_, row) => row + 1));
  expect(seen[0]?.[0]).toBe(24);
  // Each step's rows are a block here: its two batches go from long to short, but for the longest of all.
  for (let step = 1; step < 4; step++) {
    const lengths = [...(seen[2 * step] ?? []), ...(seen[2 * step + 1] ?? [])];
    expect(lengths.slice(1)).toEqual(lengths.slice(1).toSorted((a, b) => b - a));
  }
});

test.each([0, 1, 2])(
  "the examples of a row stay together and in order, batches halved %s times",
  async (halvings) => {
    const seen: (readonly Example[])[] = [];
    const makeBatch = async (batch: readonly Example[]) => {
      seen.push(batch);
      return packBatch(batch);
    };
    const plan = planSteps(settings, 10);
    const batchesOf = stepBatches(examples, settings, plan, makeBatch, 2);
    for (let step = 0; step < plan.totalSteps; step++) await batchesOf(step, halvings);
    for (const batch of seen) {
      expect(batch.length % 2).toBe(0);
      for (let place = 0; place < batch.length; place += 2) {
        expect(batch[place + 1]).toBe(examples[examples.indexOf(batch[place] as Example) + 1]);
        expect(batch[place + 1]?.row).toBe(batch[place]?.row);
      }
    }
    expect(new Set(seen.flat()).size).toBe(20);
    // A batch holds so many rows, not examples.
    if (halvings === 0) expect(seen.map(({ length }) => length)).toEqual([6, 6, 6, 2]);
  },
);
