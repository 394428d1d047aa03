import { describe, expect, test } from "vitest";
import {
  type BertClassifier,
  labelledBatch,
  readBert,
  type SteppingSettings,
  stepperOf,
} from "../../test/bert-classifier.js";
import { worstDifference } from "../../test/reference/compare.js";
import { tinyBert, tinyExamples } from "../../test/tiny-bert.js";
import { unreachable } from "../base/index.js";
import { classifier, type HeadSettings, type TaskModel } from "../models/index.js";

/** The tiny BERT with its layers twice, so that some share their programs. */
async function deepBert(head: HeadSettings, layerCount = 4): Promise<BertClassifier> {
  const { model, weights } = await readBert(tinyBert, {});
  const deep: TaskModel = classifier({ ...model.architecture, layerCount }, head, 3);
  const valuesOf = (name: string): Float32Array | undefined =>
    weights.get(name.replace(/layer\.(\d)\./, (_, layer) => `layer.${Number(layer) % 2}.`));
  const values = deep.parameters.map(({ name, shape }) => {
    const size = shape.reduce((product, axis) => product * axis, 1);
    const drawn = Float32Array.from({ length: size }, (_, i) => 0.1 * Math.sin(i));
    return [name, valuesOf(name)?.slice() ?? drawn] as const;
  });
  return { model: deep, weights: new Map(values) };
}

const parts = [tinyExamples.slice(0, 2), tinyExamples.slice(1, 3), tinyExamples.slice(2)];

/** Losses and gradient norms of five steps with dropout, and the weights after them. */
async function fiveSteps(bert: BertClassifier, settings: SteppingSettings) {
  const stepper = await stepperOf(bert, { optimizer: { weightDecay: 0.01 }, ...settings });
  const results = [];
  for (let step = 0; step < 5; step++) {
    const microBatches = settings.accumulates
      ? parts.map(labelledBatch)
      : [labelledBatch(parts[step % 3] ?? [])];
    const given = { step, learningRate: 1e-3, maxGradientNorm: 1 };
    results.push(await stepper.step(microBatches, given));
  }
  const weights = await stepper.weights();
  await stepper.close();
  return { results, weights };
}

const linear: HeadSettings = { kind: "linear" };

describe("recomputing layers equals keeping them, over five steps with dropout", () => {
  test.each([
    { title: "linear head", head: linear, settings: {} },
    { title: "mlp head", head: { kind: "mlp", hidden: [16], dropout: 0.2 } as const, settings: {} },
    { title: "accumulated batches", head: linear, settings: { accumulates: true } },
    { title: "a frozen prefix", head: linear, settings: { freeze: "embeddings,0-1" } },
    { title: "frozen embeddings", head: linear, settings: { freeze: "embeddings" } },
    { title: "a frozen layer in the middle", head: linear, settings: { freeze: "1" } },
    {
      title: "all layers but the last frozen",
      head: linear,
      settings: { freeze: "embeddings,0-2" },
    },
    { title: "a frozen encoder", head: linear, settings: { freeze: "encoder" } },
    { title: "one layer", head: linear, layerCount: 1, settings: {} },
  ])("with $title", async ({ head, layerCount, settings }) => {
    const bert = await deepBert(head, layerCount);
    const kept = await fiveSteps(bert, settings);
    const recomputed = await fiveSteps(bert, { ...settings, checkpointing: true });
    for (const [step, { loss, gradientNorm }] of kept.results.entries()) {
      const came = recomputed.results[step] ?? unreachable("five steps");
      expect(Math.abs(came.loss / loss - 1)).toBeLessThan(1e-5);
      expect(Math.abs(came.gradientNorm / gradientNorm - 1)).toBeLessThan(1e-5);
    }
    expect([...recomputed.weights.keys()]).toEqual([...kept.weights.keys()]);
    // Adam's first steps are as long for tiny gradients as for large ones.
    const tolerance = { absolute: 2e-5, relative: 1e-5 };
    for (const [name, values] of kept.weights) {
      const came = recomputed.weights.get(name) ?? [];
      expect(worstDifference(came, values, tolerance), name).toBeUndefined();
    }
  });
});
