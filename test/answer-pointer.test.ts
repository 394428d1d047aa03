import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Example, float32, unreachable } from "../src/base/index.js";
import { packBatch, padBatch } from "../src/batches/index.js";
import { readConfig, readSafetensors, readWeights } from "../src/directory/index.js";
import { onnxRuntimeEngine } from "../src/engine/index.js";
import {
  answerPointer,
  bertArchitecture,
  exportGraph,
  forwardGraph,
  matchWeights,
} from "../src/models/index.js";
import { lowerGraph } from "../src/onnx/index.js";
import { type BoundBatch, compileGraph, loadForward } from "../src/prediction/index.js";
import { answerGrid } from "../src/tasks/index.js";
import { createStepper, planTraining } from "../src/training/index.js";
import { withoutDropout } from "./bert-classifier.js";
import { worstDifference } from "./reference/compare.js";
import { runOnnx } from "./run-onnx.js";
import { tinyBert, tinyExamples } from "./tiny-bert.js";

const fixtures = join(import.meta.dirname, "fixtures");

/** What PyTorch computes with BertForQuestionAnswering; see make_answer_pointer.py. */
const expected: {
  readonly answers: readonly (readonly [number, number])[];
  readonly label_smoothing: number;
  readonly loss: number;
  readonly loss_smoothed: number;
  readonly logits: readonly (readonly (readonly [number, number])[])[];
} = JSON.parse(readFileSync(join(fixtures, "answer-pointer.json"), "utf8"));

const examples: readonly Example[] = tinyExamples.map((example, row) => ({
  ...example,
  target: Int32Array.from(expected.answers[row] ?? []),
}));

const reference = readSafetensors(join(fixtures, "answer-pointer.safetensors"));

async function readPointer() {
  const architecture = { ...bertArchitecture(await readConfig(tinyBert)), ...withoutDropout };
  const model = answerPointer(architecture);
  const head = [...(await reference).tensors].filter(([name]) => name.startsWith("qa_outputs"));
  const tensors = new Map([...(await readWeights(tinyBert)), ...head]);
  return { model, weights: matchWeights(model.parameters, tensors, tinyBert).values };
}

const pointer = readPointer();

function answeredBatch(
  some: readonly Example[],
  rounding?: { rows: number; length: number },
): BoundBatch {
  const batch = packBatch(some, rounding);
  return { ...batch, ...answerGrid(some, batch) };
}

/** Loss and gradients of one optimizer step, as training computes them. */
async function stepOf(
  batches: readonly BoundBatch[],
  settings: { readonly labelSmoothing?: number; readonly checkpointing?: boolean } = {},
) {
  const { model, weights } = await pointer;
  const plan = planTraining(model, {
    logits: model.logits,
    loss: (encoded) => model.loss(encoded, settings),
    optimizer: "adamw",
    accumulates: batches.length > 1,
    checkpointing: settings.checkpointing ?? false,
    threads: 1,
    seed: 1,
  });
  // Where Adam's first moment forgets at once, it is the gradient.
  const forgetful = { ...plan, optimizer: { ...plan.optimizer, beta1: 0 } };
  const stepper = await createStepper(await onnxRuntimeEngine(), forgetful, weights);
  const { loss } = await stepper.step(batches, { step: 0, learningRate: 0, maxGradientNorm: 0 });
  const { exp_avg: gradients = unreachable("AdamW has exp_avg") } = (await stepper.state()).moments;
  await stepper.close();
  return { loss, gradients };
}

const gradientTolerance = { absolute: 1e-6, relative: 1e-3 };

async function expectGradients(gradients: ReadonlyMap<string, Float32Array>): Promise<void> {
  const { tensors } = await reference;
  for (const [name, gradient] of gradients) {
    const theirs = name.startsWith("qa_outputs") ? name : `bert.${name}`;
    const wanted = tensors.get(`gradient.${theirs}`)?.data as Float32Array;
    expect(worstDifference(gradient, wanted, gradientTolerance), name).toBeUndefined();
  }
  // PyTorch lists the two key biases as well, whose gradient is 0; two tensors are the head.
  const wanted = [...tensors.keys()].filter((name) => name.startsWith("gradient."));
  expect(gradients.size).toBe(wanted.length - 2);
}

describe("the pointer head beside PyTorch's BertForQuestionAnswering", () => {
  test.each([
    { title: "in lines that sequences share", rounding: undefined },
    { title: "without a pad slot in attention's grid", rounding: { rows: 1, length: 53 } },
    { title: "with filler rows and long lines", rounding: { rows: 64, length: 40 } },
  ])("has its loss and gradients $title", async ({ rounding }) => {
    const { loss, gradients } = await stepOf([answeredBatch(examples, rounding)]);
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5);
    await expectGradients(gradients);
  });

  test("has its loss and gradients in micro-batches of unequal size", async () => {
    const batches = [examples.slice(0, 1), examples.slice(1)].map((some) => answeredBatch(some));
    const { loss, gradients } = await stepOf(batches);
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5);
    await expectGradients(gradients);
  });

  test("has its loss and gradients where layers are computed again on the way back", async () => {
    const { loss, gradients } = await stepOf([answeredBatch(examples)], { checkpointing: true });
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5);
    await expectGradients(gradients);
  });

  test("has its smoothed loss, over each sequence's own tokens", async () => {
    const labelSmoothing = expected.label_smoothing;
    const { loss } = await stepOf([answeredBatch(examples)], { labelSmoothing });
    expect(Math.abs(loss - expected.loss_smoothed)).toBeLessThan(1e-5);
  });

  test("leaves a sequence without an answer out of the loss", async () => {
    const [first = unreachable("four examples"), ...others] = examples;
    const unanswered: Example = { ...first, target: new Int32Array(0) };
    const alone = await stepOf([answeredBatch(others)]);
    const beside = await stepOf([answeredBatch([unanswered, ...others])]);
    expect(Math.abs(beside.loss - alone.loss)).toBeLessThan(1e-6);
  });

  test("has its logits, packed and as exported", async () => {
    const { model, weights } = await pointer;
    const compiled = compileGraph(
      forwardGraph(model, (encoded) => ({ logits: model.logits(encoded) })),
    );
    const engine = await onnxRuntimeEngine();
    const program = await loadForward(engine, compiled, (name) => weights.get(name), {
      threads: 1,
    });
    const { logits: packed = unreachable("logits") } = await program.run(packBatch(examples));
    await program.close();
    const wanted = expected.logits.flat(2);
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    const came = (packed.data as Float32Array).subarray(0, wanted.length);
    expect(worstDifference(came, wanted, tolerance)).toBeUndefined();

    const initializers = Object.fromEntries(
      model.parameters.map(({ name, shape }) => [
        name,
        float32(shape, weights.get(name) ?? unreachable(`no ${name}`)),
      ]),
    );
    const exported = exportGraph(model, model.outputs);
    const onnx = lowerGraph(exported, { dialect: "standard", initializers });
    const { start_logits: starts, end_logits: ends } = await runOnnx(onnx, padBatch(examples));
    const width = starts?.shape[1] ?? 0;
    const pairs = expected.logits.flatMap((rows, sequence) =>
      rows.flatMap((_, place) => [
        starts?.data[sequence * width + place] ?? Number.NaN,
        ends?.data[sequence * width + place] ?? Number.NaN,
      ]),
    );
    expect(worstDifference(pairs, wanted, tolerance)).toBeUndefined();
  });
});
