import { expect, test } from "vitest";
import { planSteps, withPlannedEpochs } from "./step-plan.js";

const settings = {
  batchSize: 8,
  gradientAccumulation: 2,
  epochs: 3,
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

test("a short last batch still makes a step, and warm-up rounds up", () => {
  const plan = planSteps(settings, 100);
  expect(plan.stepsPerEpoch).toBe(7);
  expect(plan.totalSteps).toBe(21);
  expect(plan.phases).toEqual([
    { from: 0, to: 21, freeze: null, learningRate: 5e-5, warmupSteps: 3 },
  ]);
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

test("a linear probe comes before the other steps, with a warm-up of its own", () => {
  const probe = { linearProbeFirst: 2, linearProbeRate: 1e-3, freeze: "embeddings,0" };
  const plan = planSteps({ ...settings, ...probe, evalSteps: 10, saveSteps: 100 }, 100);
  expect(plan.totalSteps).toBe(35);
  expect(plan.phases).toEqual([
    { from: 0, to: 14, freeze: "encoder", learningRate: 1e-3, warmupSteps: 2 },
    { from: 14, to: 35, freeze: "embeddings,0", learningRate: 5e-5, warmupSteps: 3 },
  ]);
  const steps = Array.from({ length: 35 }, (_, i) => i + 1);
  expect(steps.filter(plan.evaluatesAfter)).toEqual([10, 14, 20, 30, 35]);
  expect(steps.filter(plan.savesAfter)).toEqual([14, 35]);
  const short = planSteps({ ...settings, ...probe, maxSteps: 5 }, 100);
  expect(short.phases.map(({ from, to }) => [from, to])).toEqual([
    [0, 14],
    [14, 19],
  ]);
});

test("steps that are given take the epochs that their examples tell", () => {
  const recipe = { ...settings, maxSteps: 40, epochs: 9 };
  expect(withPlannedEpochs(recipe, planSteps(recipe, 100)).epochs).toBe(6);
  expect(withPlannedEpochs(recipe, planSteps(recipe, 300)).epochs).toBe(3);
  expect(withPlannedEpochs(settings, planSteps(settings, 300))).toBe(settings);
});
