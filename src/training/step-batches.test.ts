import { expect, test } from "vitest";
import type { Example } from "../base/index.js";
import { packBatch } from "../batches/index.js";
import { stepBatches } from "./step-batches.js";
import { planSteps } from "./step-plan.js";

const settings = {
  seed: 1,
  batchSize: 3,
  gradientAccumulation: 2,
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
