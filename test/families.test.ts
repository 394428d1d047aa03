import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Example, float32, type TensorData, unreachable } from "../src/base/index.js";
import { chooseRows, defaultRounding, packBatch, padBatch } from "../src/batches/index.js";
import { readSafetensors, readWeights } from "../src/directory/index.js";
import { onnxRuntimeEngine } from "../src/engine/index.js";
import type { Tensor } from "../src/graph/index.js";
import {
  type Encoded,
  exportGraph,
  type FileTensor,
  fileTensors,
  forwardGraph,
  maskedLanguageLogits,
  matchWeights,
  pretrainingModel,
} from "../src/models/index.js";
import { lowerGraph, readOnnx } from "../src/onnx/index.js";
import { loadForward } from "../src/prediction/forward-program.js";
import { compileGraph } from "../src/prediction/index.js";
import { loadTokenizer } from "../src/tokenizer/index.js";
import {
  type BertClassifier,
  behindPrefix,
  labelledBatch,
  meanGradients,
  readBert,
  stepperOf,
  withoutDropout,
} from "./bert-classifier.js";
import { worstDifference } from "./reference/compare.js";
import { runOnnx } from "./run-onnx.js";

/** What PyTorch computes with a tiny model; see make_tiny_families.py. */
interface Reference {
  readonly texts: readonly { readonly text: string; readonly input_ids: readonly number[] }[];
  readonly pairs: readonly {
    readonly texts: readonly [string, string];
    readonly input_ids: readonly number[];
  }[];
  readonly labels: readonly number[];
  readonly logits: readonly (readonly number[])[];
  /** For each text the states of its tokens. */
  readonly last_hidden_state: readonly (readonly (readonly number[])[])[];
  readonly loss: number;
  /** What the head of hidden words says of two tokens of the first text. */
  readonly language: {
    readonly places: readonly number[];
    readonly logits: readonly (readonly number[])[];
  };
}

const families = [
  { family: "roberta", prefix: "roberta", inputs: ["attention_mask", "input_ids"] },
  { family: "xlm-roberta", prefix: "roberta", inputs: ["attention_mask", "input_ids"] },
  { family: "distilbert", prefix: "distilbert", inputs: ["attention_mask", "input_ids"] },
  {
    family: "electra",
    prefix: "electra",
    inputs: ["attention_mask", "input_ids", "token_type_ids"],
  },
  {
    family: "albert",
    prefix: "albert",
    inputs: ["attention_mask", "input_ids", "token_type_ids"],
  },
];

const outputsOf = ({ model }: BertClassifier) => {
  return (encoded: Encoded): Record<string, Tensor> => ({
    ...model.outputs(encoded),
    tokens: encoded.tokens(),
  });
};

/** The parts of a tensor of a file that the model's parameters are. */
function partsOf({ shape, parts }: FileTensor, values: ReadonlyMap<string, Float32Array>) {
  const whole = new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(NaN);
  for (const { parameter, start } of parts) whole.set(values.get(parameter) ?? [], start);
  return whole;
}

describe.each(families)("a tiny model of the family $family", ({ family, prefix, inputs }) => {
  const folder = join(import.meta.dirname, `fixtures/tiny-${family}`);
  const reference: Reference = JSON.parse(readFileSync(join(folder, "reference.json"), "utf8"));
  const examples: readonly Example[] = reference.texts.map(({ input_ids: ids }, row) => ({
    row,
    tokenIds: Int32Array.from(ids),
    typeIds: new Int32Array(ids.length),
    target: Int32Array.of(reference.labels[row] ?? 0),
  }));
  const stored = readBert(folder, withoutDropout);
  const tensors = readWeights(folder);

  test("gives PyTorch's logits and last hidden states for texts of all lengths", async () => {
    const { model, weights } = await stored;
    const compiled = compileGraph(forwardGraph(model, outputsOf(await stored)));
    const engine = await onnxRuntimeEngine();
    const program = await loadForward(engine, compiled, (name) => weights.get(name), {
      threads: 1,
    });
    const results = await program.run(packBatch(examples, defaultRounding));
    await program.close();
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    for (const [name, wanted] of [
      ["logits", reference.logits.flat()],
      ["tokens", reference.last_hidden_state.flat(2)],
    ] as const) {
      const { data } = results[name] ?? unreachable(name);
      // Filler rows stand behind the tokens.
      const came = (data as Float32Array).subarray(0, wanted.length);
      expect(worstDifference(came, wanted, tolerance), name).toBeUndefined();
    }
  });

  test("gives PyTorch's logits of hidden words", async () => {
    const { architecture } = (await stored).model;
    const model = pretrainingModel(architecture, { tellsPairs: false });
    const head = await readSafetensors(join(folder, "language-head.safetensors"));
    const found = new Map([...(await tensors), ...head.tensors]);
    const { values, fresh } = matchWeights(model.parameters, found, folder);
    expect(fresh).toEqual([]);
    const graph = forwardGraph(model, ({ rowsAt, weights }) => ({
      logits: maskedLanguageLogits(rowsAt("masked"), architecture, weights),
    }));
    const engine = await onnxRuntimeEngine();
    const program = await loadForward(engine, compileGraph(graph), (name) => values.get(name), {
      threads: 1,
    });
    const batch = packBatch(examples);
    const { places, logits: wanted } = reference.language;
    const results = await program.run({ ...batch, ...chooseRows("masked", places, batch) });
    await program.close();
    const came = results["logits"]?.data as Float32Array;
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    expect(worstDifference(came, wanted.flat(), tolerance)).toBeUndefined();
  });

  test("gives PyTorch's loss and its gradient for every weight", async () => {
    const bert = await stored;
    const came = await meanGradients(bert, [labelledBatch(examples)]);
    expect(Math.abs(came.loss - reference.loss)).toBeLessThan(1e-5);
    const { tensors: wanted } = await readSafetensors(join(folder, "gradients.safetensors"));
    const places = fileTensors(bert.model, { isWhole: true });
    expect(places.map(({ name }) => name).sort()).toEqual([...wanted.keys()].sort());
    for (const { name, parts } of places) {
      const gradient = wanted.get(name)?.data as Float32Array;
      for (const { parameter, start } of parts) {
        const own = came.gradients.get(parameter);
        // Key biases and rows that no token uses: PyTorch finds 0 as well.
        const length = own?.length ?? bert.weights.get(parameter)?.length ?? 0;
        const part = gradient.subarray(start, start + length);
        const tolerance = { absolute: 1e-6, relative: 1e-3 };
        const ours = own ?? new Float32Array(length);
        expect(worstDifference(ours, part, tolerance), `${name} ${parameter}`).toBeUndefined();
      }
    }
  });

  test("gives the same gradients with layers recomputed, and over micro-batches", async () => {
    const bert = await stored;
    const kept = await meanGradients(bert, [labelledBatch(examples)]);
    const halves = [examples.slice(0, 2), examples.slice(2)].map(labelledBatch);
    for (const [batches, settings] of [
      [[labelledBatch(examples)], { checkpointing: true }],
      [halves, { checkpointing: true, accumulates: true }],
      [halves, { checkpointing: true }],
    ] as const) {
      const came = await meanGradients(bert, batches, settings);
      expect(Math.abs(came.loss - kept.loss)).toBeLessThan(1e-6);
      expect([...came.gradients.keys()]).toEqual([...kept.gradients.keys()]);
      for (const [name, gradient] of kept.gradients) {
        const tolerance = { absolute: 1e-6, relative: 1e-4 };
        const own = came.gradients.get(name) ?? [];
        expect(worstDifference(own, gradient, tolerance), name).toBeUndefined();
      }
    }
  });

  test("gives the same gradients behind a frozen encoder that is computed beforehand", async () => {
    const bert = await stored;
    const freeze = "encoder";
    const whole = await meanGradients(bert, [labelledBatch(examples)], { freeze });
    const batch = await behindPrefix(bert, freeze, examples);
    const behind = await meanGradients(bert, [batch], { freeze, isBehindPrefix: true });
    expect(Math.abs(behind.loss - whole.loss)).toBeLessThan(1e-6);
    expect([...behind.gradients.keys()]).toEqual([...whole.gradients.keys()]);
    expect([...whole.gradients.keys()].every((name) => /^(pre_)?classifier/.test(name))).toBe(true);
    for (const [name, gradient] of whole.gradients) {
      const tolerance = { absolute: 1e-6, relative: 1e-4 };
      const own = behind.gradients.get(name) ?? [];
      expect(worstDifference(own, gradient, tolerance), name).toBeUndefined();
    }
  });

  test("takes no step in rows that no token uses, nor in key biases", async () => {
    const bert = await readBert(folder, {});
    const stepper = await stepperOf(bert, { optimizer: { weightDecay: 0.1 } });
    const settings = { step: 0, learningRate: 1e-2, maxGradientNorm: 1 };
    await stepper.step([labelledBatch(examples)], settings);
    const weights = await stepper.weights();
    await stepper.close();
    const still = bert.model.parameters
      .map(({ name }) => name)
      .filter(
        (name) =>
          worstDifference(weights.get(name) ?? [], bert.weights.get(name) ?? [], {
            absolute: 0,
            relative: 0,
          }) === undefined,
      );
    expect(still.filter((name) => !/key\.bias$|skipped_positions/.test(name))).toEqual([]);
  });

  test("has every tensor of its file in its place", async () => {
    const { model, weights } = await stored;
    const file = await tensors;
    const places = fileTensors(model, { isWhole: true });
    expect(places.map(({ name }) => name).sort()).toEqual([...file.keys()].sort());
    for (const place of places) {
      const { shape, data } = file.get(place.name) ?? unreachable(place.name);
      expect(place.name.startsWith(`${prefix}.`)).toBe(
        /^(?!classifier|pre_classifier)/.test(place.name),
      );
      expect(place.shape, place.name).toEqual(shape);
      expect(partsOf(place, weights), place.name).toEqual(data);
    }
  });

  test("exports a graph with the inputs that transformers.js binds, which gives PyTorch's logits", async () => {
    const bert = await stored;
    const initializers = Object.fromEntries(
      bert.model.parameters.map(({ name, shape }): [string, TensorData] => [
        name,
        float32(shape, bert.weights.get(name) ?? unreachable(name)),
      ]),
    );
    const bytes = lowerGraph(exportGraph(bert.model, bert.model.outputs), {
      dialect: "standard",
      initializers,
    });
    const graph = readOnnx(bytes);
    expect(graph.inputs.map(({ name }) => name).sort()).toEqual(inputs);
    expect(graph.opTypes.filter((type) => type.includes("."))).toEqual([]);
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    const { logits } = await runOnnx(bytes, padBatch(examples));
    expect(worstDifference(logits?.data ?? [], reference.logits.flat(), tolerance)).toBeUndefined();
  });

  test("has a tokenizer that gives the ids of transformers, alone and in pairs, and again once saved", async () => {
    const tokenizer = await loadTokenizer(folder);
    const limits = { maxLength: 64 };
    const texts = reference.texts.map(({ text }) => text);
    const ids = (found: Awaited<ReturnType<typeof tokenizer.encode>>) =>
      found.map(({ tokenIds }) => [...tokenIds]);
    expect(ids(await tokenizer.encode(texts, limits))).toEqual(
      reference.texts.map(({ input_ids }) => input_ids),
    );
    const pairs = reference.pairs.map(({ texts: pair }) => pair);
    expect(ids(await tokenizer.encode(pairs, limits))).toEqual(
      reference.pairs.map(({ input_ids }) => input_ids),
    );
  });
});
