import { expect, test } from "vitest";
import { tinyExamples } from "../../test/tiny-bert.js";
import { BerthError } from "../base/index.js";
import { packTokens } from "../prediction/index.js";
import { createMemoryGuard } from "./memory-guard.js";
import { stepBatches } from "./step-batches.js";
import { planSteps } from "./step-plan.js";
import type { Stepper } from "./stepper.js";
import { type StepContext, stepInMemory } from "./steps-in-memory.js";
import { twinBatch } from "./twin-batch.js";

const recipe = { seed: 1, batchSize: 6, gradientAccumulation: 2, groupByLength: false };
const examples = [...tinyExamples, ...tinyExamples, ...tinyExamples];
const settings = { step: 0, learningRate: 1e-3, maxGradientNorm: 1 };
const plan = planSteps(
  {
    ...recipe,
    epochs: 1,
    maxSteps: 2,
    freeze: null,
    learningRate: 1e-3,
    linearProbeFirst: 0,
    linearProbeRate: null,
    warmupRatio: 0,
    warmupSteps: 0,
    evalSteps: 1,
    saveSteps: 1,
  },
  examples.length,
);
const batchesOf = stepBatches(examples, recipe, plan, packTokens);
const phase = { to: plan.totalSteps };
const architecture = {
  family: "bert",
  vocabularySize: 150,
  positionCount: 64,
  skippedPositions: 0,
  typeCount: 2,
  embeddingSize: 32,
  projectsEmbeddings: false,
  hiddenSize: 32,
  layerCount: 2,
  headCount: 4,
  intermediateSize: 64,
  activation: "gelu",
  layerNormEpsilon: 1e-12,
  hiddenDropout: 0.1,
  attentionDropout: 0.1,
  classifierDropout: 0.1,
  initializerRange: 0.02,
} as const;

/** The events of a step, and how it ended, on a machine that takes so many rows at once. */
async function stepOn(
  mostRows: number,
  available = Number.POSITIVE_INFINITY,
  { batchesOf: made = batchesOf, sequencesPerRow = 1 }: Partial<StepContext> = {},
) {
  const tried: number[][] = [];
  const step: Stepper["step"] = async (microBatches) => {
    const rows = microBatches.map(({ first_rows }) => first_rows.data.length);
    tried.push(rows);
    if (Math.max(...rows) > mostRows) throw new BerthError("ENGINE_MEMORY", "no memory");
    return { loss: 1, gradientNorm: 1 };
  };
  const memory = createMemoryGuard(
    { engine: "onnxruntime", device: "cpu", architecture, layers: 2, untouched: 0 },
    () => available,
  );
  const start = { batches: await made(0, 0), halvings: 0 };
  const context = { stepper: { step }, phase, memory, batchesOf: made, sequencesPerRow };
  const steps = stepInMemory(context, start, settings);
  const events: unknown[] = [];
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return { tried, events, taken: value };
    events.push(value);
  }
}

test("a step that finds room is taken as it is", async () => {
  const { tried, events, taken } = await stepOn(6);
  expect(tried).toEqual([[6, 6]]);
  expect(events).toEqual([]);
  expect(taken.halvings).toBe(0);
  expect(await taken.next).toEqual(await batchesOf(1, 0));
});

test("one that does not is tried again with its micro-batches halved, and so are those after it", async () => {
  const { tried, events, taken } = await stepOn(2);
  expect(tried).toEqual([
    [6, 6],
    [3, 3, 3, 3],
    [2, 1, 2, 1, 2, 1, 2, 1],
  ]);
  expect(events).toEqual([
    { type: "memory-short", step: 1, halvings: 1, rows: 3 },
    { type: "memory-short", step: 1, halvings: 2, rows: 2 },
  ]);
  expect(taken.halvings).toBe(2);
  expect(await taken.next).toEqual(await batchesOf(1, 2));
});

test("halves hold the rows of the whole, in their order", async () => {
  const labels = async (halvings: number) =>
    (await batchesOf(0, halvings)).flatMap(({ labels: { data } = { data: [] } }) => [...data]);
  for (const halvings of [1, 2, 3, 9]) expect(await labels(halvings)).toEqual(await labels(0));
});

test("micro-batches that the machine has no memory for are not tried, but single rows are", async () => {
  const { tried, taken } = await stepOn(6, 0);
  expect(tried).toEqual([new Array(12).fill(1)]);
  expect(taken.halvings).toBe(3);
});

test.each([
  { engine: "onnxruntime", fits: true },
  { engine: "openvino", fits: false },
] as const)(
  "after an evaluation $engine holds the memory of steps: $fits",
  async ({ engine, fits }) => {
    let available = Number.POSITIVE_INFINITY;
    const needs = { engine, device: "cpu", architecture, layers: 2, untouched: 0 } as const;
    const guard = createMemoryGuard(needs, () => available);
    const batches = await batchesOf(0, 0);
    expect(guard.fits(batches)).toBe(true);
    guard.done(batches);
    available = 0;
    expect(guard.fits(batches)).toBe(true);
    guard.evaluated();
    expect(guard.fits(batches)).toBe(fits);
  },
);

test("what the dropout masks are chosen from counts as well", async () => {
  const batches = await batchesOf(0, 0);
  const least = (rates: { readonly hiddenDropout: number; readonly attentionDropout: number }) => {
    let [low, high] = [0, 2 ** 40];
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      const needs = { engine: "onnxruntime", device: "cpu", layers: 2, untouched: 0 } as const;
      const guard = createMemoryGuard(
        { ...needs, architecture: { ...architecture, ...rates } },
        () => middle,
      );
      if (guard.fits(batches)) high = middle;
      else low = middle;
    }
    return high;
  };
  const none = least({ hiddenDropout: 0, attentionDropout: 0 });
  // A small batch takes the smallest pool of a rate: 2^23 values of four bytes.
  expect(least({ hiddenDropout: 0.1, attentionDropout: 0.1 }) - none).toBe(2 ** 25);
  expect(least({ hiddenDropout: 0.1, attentionDropout: 0.2 }) - none).toBe(2 ** 26);
});

test("a single row that does not fit is MEMORY_SHORT", async () => {
  await expect(stepOn(0)).rejects.toMatchObject({
    code: "MEMORY_SHORT",
    message: expect.stringContaining("--gradient-checkpointing"),
  });
});

test("rows that stand twice in a batch are counted once, and a single one ends the trying", async () => {
  const twins = {
    batchesOf: stepBatches(examples, recipe, plan, twinBatch(packTokens)),
    sequencesPerRow: 2,
  };
  const { tried, events } = await stepOn(6, Number.POSITIVE_INFINITY, twins);
  expect(tried).toEqual([
    [12, 12],
    [6, 6, 6, 6],
  ]);
  expect(events).toEqual([{ type: "memory-short", step: 1, halvings: 1, rows: 3 }]);
  const fault = stepOn(1, Number.POSITIVE_INFINITY, twins);
  await expect(fault).rejects.toMatchObject({ code: "MEMORY_SHORT" });
});
