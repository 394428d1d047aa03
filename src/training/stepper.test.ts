import { isDeepStrictEqual } from "node:util";
import { describe, expect, test } from "vitest";
import {
  behindPrefix,
  labelledBatch,
  meanGradients,
  readBert,
  type SteppingSettings,
  stepperOf,
  withoutDropout,
} from "../../test/bert-classifier.js";
import { worstDifference } from "../../test/reference/compare.js";
import { tinyBert, tinyExamples } from "../../test/tiny-bert.js";
import type { Example } from "../base/index.js";
import type { Stepper, StepperState } from "./stepper.js";

const whole = readBert(tinyBert, {});
const still = readBert(tinyBert, withoutDropout);
const batch = labelledBatch(tinyExamples);

/** Batches of two texts in turn: the first two, the middle two, the last two. */
function batchOf(step: number) {
  const first = step % 3;
  return labelledBatch(tinyExamples.slice(first, first + 2));
}

/** Takes the steps from `from` up to `to`. */
async function train(stepper: Stepper, from: number, to: number): Promise<void> {
  for (let step = from; step < to; step++) {
    await stepper.step([batchOf(step)], { step, learningRate: 1e-3, maxGradientNorm: 1 });
  }
}

/** The state after the steps, from the first weights or from a state in between. */
async function stateAfter(
  steps: { readonly from: number; readonly to: number; readonly state?: StepperState },
  settings: SteppingSettings,
): Promise<StepperState> {
  const stepper = await stepperOf(await whole, settings);
  if (steps.state) await stepper.restore(steps.state);
  await train(stepper, steps.from, steps.to);
  const state = await stepper.state();
  await stepper.close();
  return state;
}

/** Says only whether they differ: to print how takes minutes for so many numbers. */
function expectSameBits(came: unknown, wanted: unknown): void {
  expect(isDeepStrictEqual(came, wanted)).toBe(true);
}

describe("gradient accumulation", () => {
  const tolerance = { absolute: 1e-6, relative: 1e-6 };
  const partings: readonly (readonly Example[])[][] = [
    [tinyExamples.slice(0, 3), tinyExamples.slice(3)],
    tinyExamples.map((example) => [example]),
  ];

  test.each([
    { title: "all classes alike", loss: {} },
    { title: "class weights", loss: { classWeights: [0.5, 2, 1.25], labelSmoothing: 0.1 } },
  ])("of uneven micro-batches equals the big batch, with $title", async ({ loss }) => {
    const big = await meanGradients(await still, [batch], { loss });
    for (const parts of partings) {
      const settings = { loss, accumulates: true };
      const sum = await meanGradients(await still, parts.map(labelledBatch), settings);
      expect(Math.abs(sum.loss - big.loss)).toBeLessThan(1e-6);
      expect(Math.abs(sum.gradientNorm / big.gradientNorm - 1)).toBeLessThan(1e-6);
      expect([...sum.gradients.keys()]).toEqual([...big.gradients.keys()]);
      for (const [name, gradient] of big.gradients) {
        const came = sum.gradients.get(name) ?? [];
        expect(worstDifference(came, gradient, tolerance), name).toBeUndefined();
      }
    }
  });

  test("of micro-batches that nobody planned gives the same bits", async () => {
    for (const parts of partings) {
      const microBatches = parts.map(labelledBatch);
      const planned = await meanGradients(await whole, microBatches, { accumulates: true });
      expectSameBits(await meanGradients(await whole, microBatches), planned);
    }
  });

  test("gives every micro-batch its own dropout", async () => {
    const alone = await meanGradients(await whole, [batch]);
    const twice = await meanGradients(await whole, [batch, batch], { accumulates: true });
    expect(twice.loss).not.toBe(alone.loss);
  });
});

describe("dropout", () => {
  const steps = { from: 0, to: 4 };

  test("of one seed gives the same bits in every run", async () => {
    const settings = { seed: 7, optimizer: { weightDecay: 0.01 } };
    expectSameBits(await stateAfter(steps, settings), await stateAfter(steps, settings));
  });

  test("of another seed gives other weights", async () => {
    const one = await stateAfter(steps, { seed: 7 });
    const other = await stateAfter(steps, { seed: 8 });
    expect(other.weights.get("classifier.weight")).not.toEqual(
      one.weights.get("classifier.weight"),
    );
  });

  test("differs from step to step, and is off in the forward pass", async () => {
    const stepper = await stepperOf(await whole, {});
    const at = (step: number) =>
      stepper.step([batch], { step, learningRate: 0, maxGradientNorm: 0 });
    const losses = [(await at(0)).loss, (await at(1)).loss, (await at(0)).loss];
    expect(losses[1]).not.toBe(losses[0]);
    expect(losses[2]).toBe(losses[0]);
    const quiet = await stepperOf(await still, {});
    expect(await stepper.forward(batch)).toEqual(await quiet.forward(batch));
    await stepper.close();
    await quiet.close();
  });
});

test.each(["adamw", "adam", "sgd"] as const)(
  "a state of %s that is put back goes on with the same bits",
  async (kind) => {
    const settings = { optimizer: { kind, weightDecay: 0.01 } };
    const middle = await stateAfter({ from: 0, to: 3 }, settings);
    const resumed = await stateAfter({ from: 3, to: 6, state: middle }, settings);
    const uninterrupted = await stateAfter({ from: 0, to: 6 }, settings);
    expectSameBits(resumed, uninterrupted);
    expect(resumed.stepCount).toBe(6);
  },
);

describe("clipping", () => {
  /** How far each weight moves in one step of plain gradient descent. */
  async function moves(maxGradientNorm: number) {
    const stepper = await stepperOf(await still, { optimizer: { kind: "sgd" } });
    const before = await stepper.weights();
    const step = { step: 0, learningRate: 1, maxGradientNorm };
    const { gradientNorm } = await stepper.step([batch], step);
    const after = await stepper.weights();
    await stepper.close();
    const moved = [...before].flatMap(([name, values]) =>
      Array.from(values, (value, i) => (after.get(name)?.[i] ?? Number.NaN) - value),
    );
    return { gradientNorm, moved };
  }

  test("shortens the whole gradient to the largest norm, and 0 turns it off", async () => {
    const free = await moves(0);
    expect(Math.abs(Math.hypot(...free.moved) / free.gradientNorm - 1)).toBeLessThan(1e-5);
    const loose = await moves(2 * free.gradientNorm);
    expectSameBits(loose, free);
    const tight = await moves(free.gradientNorm / 4);
    expect(tight.gradientNorm).toBe(free.gradientNorm);
    // The weights' own rounding is left: they are of size 1.
    const quarter = free.moved.map((move) => move / 4);
    const tolerance = { absolute: 3e-7, relative: 1e-5 };
    expect(worstDifference(tight.moved, quarter, tolerance)).toBeUndefined();
  });
});

test("a step whose gradient is not finite says so and changes nothing", async () => {
  const { model, weights } = await still;
  const broken = new Map(weights).set("classifier.bias", Float32Array.of(0, Number.NaN, 0));
  const stepper = await stepperOf({ model, weights }, {});
  await train(stepper, 0, 1);
  const trained = await stepper.state();
  await stepper.restore({ ...trained, weights: broken });
  const before = await stepper.state();
  const step = { step: 1, learningRate: 1e-3, maxGradientNorm: 1 };
  const { loss, gradientNorm } = await stepper.step([batch], step);
  expect([loss, gradientNorm]).toEqual([Number.NaN, Number.NaN]);
  expectSameBits(await stepper.state(), before);

  await stepper.restore(trained);
  expect((await stepper.step([batch], step)).loss).toBeGreaterThan(0);
  await stepper.close();
});

test.each([
  { freeze: undefined, beginnings: [] },
  { freeze: "embeddings,0", beginnings: ["embeddings.", "encoder.layer.0."] },
  { freeze: "1", beginnings: ["encoder.layer.1."] },
  { freeze: "encoder", beginnings: ["embeddings.", "encoder.", "pooler."] },
])(
  "--freeze $freeze: frozen weights keep their bits, all others move",
  async ({ freeze, beginnings }) => {
    const { weights } = await whole;
    const settings = {
      optimizer: { weightDecay: 0.1 },
      ...(freeze === undefined ? {} : { freeze }),
    };
    const state = await stateAfter({ from: 0, to: 3 }, settings);
    for (const [name, values] of state.weights) {
      const isKeyBias = name.endsWith("key.bias");
      const isFrozen = isKeyBias || beginnings.some((beginning) => name.startsWith(beginning));
      const before = weights.get(name);
      if (isFrozen) expect(values, name).toEqual(before);
      else expect(values, name).not.toEqual(before);
    }
    expect(state.weights.size).toBe(weights.size);
  },
);

describe.each(["encoder", "embeddings,0-1", "embeddings,0"])("behind --freeze %s", (freeze) => {
  test("the rest of the graph gives the loss, gradients and logits of the whole, to the bit", async () => {
    const hidden = await behindPrefix(await still, freeze, tinyExamples);
    const came = await meanGradients(await still, [hidden], { freeze, isBehindPrefix: true });
    expectSameBits(came, await meanGradients(await still, [batch], { freeze }));

    const rest = await stepperOf(await still, { freeze, isBehindPrefix: true });
    const all = await stepperOf(await still, { freeze });
    expect(await rest.forward(hidden)).toEqual(await all.forward(batch));
    await rest.close();
    await all.close();
  });

  test("dropout above the prefix is the same in both", async () => {
    const hidden = await behindPrefix(await whole, freeze, tinyExamples);
    const came = await meanGradients(await whole, [hidden], { freeze, isBehindPrefix: true });
    expectSameBits(came, await meanGradients(await whole, [batch], { freeze }));
    expect(came.loss).not.toBe((await meanGradients(await still, [batch], { freeze })).loss);
  });
});
