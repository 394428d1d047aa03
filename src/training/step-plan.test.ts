import { expect, test } from "vitest";
import { planSteps } from "./step-plan.js";

const settings = {
  batchSize: 8,
  gradientAccumulation: 2,
  epochs: 3,
  maxSteps: null,
  warmupRatio: 0.1,
  warmupSteps: null,
  evalSteps: null,
  saveSteps: null,
};

test("a short last batch still makes a step, and warm-up rounds up", () => {
  const plan = planSteps(settings, 100);
  expect(plan.stepsPerEpoch).toBe(7);
  expect(plan.totalSteps).toBe(21);
  expect(plan.warmupSteps).toBe(3);
  expect(plan.place(7)).toEqual({ epoch: 1, index: 0 });
});

test("evaluation and saving fall on each epoch's end unless steps are given", () => {
  const dueAt = (due: (done: number) => boolean) =>
    Array.from({ length: 21 }, (_, i) => i + 1).filter(due);
  expect(dueAt(planSteps(settings, 100).evaluatesAfter)).toEqual([7, 14, 21]);
  const often = planSteps({ ...settings, evalSteps: 10, saveSteps: 8 }, 100);
  expect(dueAt(often.evaluatesAfter)).toEqual([10, 20, 21]);
  expect(dueAt(often.savesAfter)).toEqual([8, 16, 21]);
});

test("maxSteps ends the run earlier or later than the epochs would", () => {
  expect(planSteps({ ...settings, maxSteps: 4 }, 100).totalSteps).toBe(4);
  expect(planSteps({ ...settings, maxSteps: 40 }, 100).place(39).epoch).toBe(5);
});
