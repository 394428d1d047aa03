import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { unreachable } from "../src/base/index.js";
import { type MaskedTokens, maskedBatch } from "../src/batches/index.js";
import { readConfig, readSafetensors, readWeights } from "../src/directory/index.js";
import { onnxRuntimeEngine } from "../src/engine/index.js";
import {
  bertArchitecture,
  fileTensors,
  forwardGraph,
  maskedLanguageLogits,
  matchWeights,
  type PretrainingModel,
  pretrainingLoss,
  pretrainingModel,
  pretrainingSumNames,
  pretrainingSums,
} from "../src/models/index.js";
import { compileGraph, loadForward } from "../src/prediction/index.js";
import { createStepper, planTraining, type Stepper } from "../src/training/index.js";
import { withoutDropout } from "./bert-classifier.js";
import { worstDifference } from "./reference/compare.js";

const fixtures = join(import.meta.dirname, "fixtures");
const directory = join(fixtures, "tiny-pretraining");

/** What PyTorch computes; see make_pretraining.py. */
interface Reference {
  readonly texts: readonly {
    readonly input_ids: readonly number[];
    readonly token_type_ids: readonly number[];
    readonly masked: readonly (readonly [number, number])[];
    readonly pair_label: number;
  }[];
  readonly losses: Readonly<Record<"masked" | "pairs" | "both", number>>;
  readonly correct: Readonly<Record<"masked" | "pairs", number>>;
  readonly logits: readonly (readonly number[])[];
}

const reference: Reference = JSON.parse(readFileSync(join(fixtures, "pretraining.json"), "utf8"));

const examples: readonly MaskedTokens[] = reference.texts.map((text) => ({
  tokenIds: Int32Array.from(text.input_ids),
  typeIds: Int32Array.from(text.token_type_ids),
  places: Int32Array.from(text.masked, ([place]) => place),
  labels: Int32Array.from(text.masked, ([, label]) => label),
  pairLabel: text.pair_label,
}));
const maskedCount = examples.reduce((sum, { places }) => sum + places.length, 0);
const pairScale = maskedCount / examples.length;

interface Case {
  readonly accumulates?: boolean;
  readonly checkpointing?: boolean;
  readonly tellsPairs?: boolean;
}

async function readModel({ tellsPairs = true }: Case) {
  const architecture = { ...bertArchitecture(await readConfig(directory)), ...withoutDropout };
  const model = pretrainingModel(architecture, { tellsPairs });
  const { values, fresh, note } = matchWeights(
    model.parameters,
    await readWeights(directory),
    directory,
  );
  return { model, values, fresh, note };
}

async function stepperOf(model: PretrainingModel, values: Weights, given: Case): Promise<Stepper> {
  const plan = planTraining(model, {
    ...given,
    logits: pretrainingSums(model),
    loss: pretrainingLoss(model),
    optimizer: "adamw",
    threads: 1,
    seed: 1,
  });
  // Where Adam's first moment forgets at once it is the gradient.
  const optimizer = { ...plan.optimizer, beta1: 0 };
  return createStepper(await onnxRuntimeEngine(), { ...plan, optimizer }, values);
}

type Weights = ReadonlyMap<string, Float32Array>;

async function gradientsOf(given: Case, parts: readonly (readonly MaskedTokens[])[]) {
  const { model, values } = await readModel(given);
  const stepper = await stepperOf(model, values, given);
  const scale = given.tellsPairs === false ? {} : { pairScale };
  const batches = parts.map((part) => maskedBatch(part, scale));
  const step = { step: 0, learningRate: 0, maxGradientNorm: 0 };
  const { loss } = await stepper.step(batches, step);
  const { exp_avg: gradients = unreachable("AdamW has exp_avg") } = (await stepper.state()).moments;
  await stepper.close();
  return { loss, gradients };
}

describe("a tiny BertForPreTraining", () => {
  test("is read whole: no weight is new, none is left over", async () => {
    expect(await readModel({})).toMatchObject({ fresh: [], note: "" });
  });

  const [first = unreachable("a text"), ...others] = examples;
  test.each([
    { title: "in one batch", given: {}, parts: [examples] },
    { title: "recomputing layers", given: { checkpointing: true }, parts: [examples] },
    {
      title: "in micro-batches that are added up",
      given: { accumulates: true },
      parts: [[first], others],
    },
    {
      title: "in micro-batches that nobody planned",
      given: { accumulates: false },
      parts: [[first], others],
    },
  ])("has PyTorch's loss and the gradient of every weight $title", async ({ given, parts }) => {
    const came = await gradientsOf(given, parts);
    expect(Math.abs(came.loss - reference.losses.both)).toBeLessThan(1e-5);
    const { tensors } = await readSafetensors(join(fixtures, "pretraining-gradients.safetensors"));
    const places = fileTensors((await readModel(given)).model, { isWhole: true });
    const fileNames = new Map(places.map(({ name, parts: [part] }) => [part?.parameter, name]));
    for (const [name, gradient] of came.gradients) {
      const wanted = tensors.get(fileNames.get(name) ?? "")?.data as Float32Array;
      const tolerance = { absolute: 1e-6, relative: 1e-3 };
      expect(worstDifference(gradient, wanted, tolerance), name).toBeUndefined();
    }
    // All but the two key biases, whose gradient is nothing but rounding.
    expect(came.gradients.size).toBe(tensors.size - 2);
  });

  test.each([true, false])(
    "stands still in a step without masked tokens, pairs %s",
    async (tellsPairs) => {
      const bare = { ...first, places: new Int32Array(0), labels: new Int32Array(0) };
      const { model, values } = await readModel({ tellsPairs });
      const stepper = await stepperOf(model, values, {});
      const batch = maskedBatch([bare], tellsPairs ? { pairScale: 0 } : {});
      const step = { step: 0, learningRate: 0.1, maxGradientNorm: 1 };
      expect(await stepper.step([batch], step)).toEqual({ loss: 0, gradientNorm: 0 });
      const { data } = await stepper.forward(batch);
      expect(Array.from(data, Number).slice(0, 3)).toEqual([0, 0, 0]);
      await stepper.close();
    },
  );

  test("without pairs has the loss of its masked tokens alone", async () => {
    const { loss, gradients } = await gradientsOf({ tellsPairs: false }, [examples]);
    expect(Math.abs(loss - reference.losses.masked)).toBeLessThan(1e-5);
    const names = [...gradients.keys()];
    expect(names.filter((name) => /^pooler|seq_relationship/.test(name))).toEqual([]);
  });

  test("gives the sums of PyTorch's losses and hits, over any batches", async () => {
    const { model, values } = await readModel({});
    const stepper = await stepperOf(model, values, {});
    const totals = new Float64Array(pretrainingSumNames.length);
    for (const part of [examples.slice(0, 3), examples.slice(3)]) {
      const { shape, data } = await stepper.forward(maskedBatch(part, { pairScale: 1 }));
      expect(shape).toEqual([1, pretrainingSumNames.length]);
      (data as Float32Array).forEach((value, index) => {
        totals[index] = (totals[index] ?? 0) + value;
      });
    }
    await stepper.close();
    const sums = Object.fromEntries(pretrainingSumNames.map((name, i) => [name, totals[i] ?? 0]));
    const { losses, correct } = reference;
    expect(sums["maskedLoss"]).toBeCloseTo(losses.masked * maskedCount, 4);
    expect(sums["pairLoss"]).toBeCloseTo(losses.pairs * examples.length, 4);
    expect(sums).toMatchObject({
      maskedCorrect: correct.masked,
      maskedCount,
      pairCorrect: correct.pairs,
      pairCount: examples.length,
    });
    expect(correct.masked).toBeGreaterThan(0);
  });

  test("says of the masked tokens what PyTorch's model says", async () => {
    const { model, values } = await readModel({ tellsPairs: false });
    const graph = forwardGraph(model, (encoded) => ({
      logits: maskedLanguageLogits(encoded.rowsAt("masked"), model.architecture, encoded.weights),
    }));
    const engine = await onnxRuntimeEngine();
    const read = (name: string) => values.get(name);
    const program = await loadForward(engine, compileGraph(graph), read, { threads: 1 });
    const { logits } = await program.run(maskedBatch([first]));
    await program.close();
    const wanted = reference.logits.flat();
    const came = Array.from(logits?.data ?? [], Number).slice(0, wanted.length);
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    expect(worstDifference(came, wanted, tolerance)).toBeUndefined();
  });
});
