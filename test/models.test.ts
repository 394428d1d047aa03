import { describe, expect, test } from "vitest";
import { type Example, float32, type TensorData, unreachable } from "../src/base/index.js";
import { chooseRows, packBatch, padBatch } from "../src/batches/index.js";
import { readSafetensors } from "../src/directory/index.js";
import { onnxRuntimeEngine } from "../src/engine/index.js";
import {
  constant,
  gatherRows,
  input,
  multiply,
  reduceSum,
  type Tensor,
} from "../src/graph/index.js";
import {
  type Activation,
  type Encoded,
  exportGraph,
  forwardGraph,
  parseFrozen,
  pool,
  trainingGraph,
} from "../src/models/index.js";
import { lowerGraph, readOnnx } from "../src/onnx/index.js";
import { constantWeights } from "../src/prediction/constant-weights.js";
import { loadForward } from "../src/prediction/forward-program.js";
import { type CompiledGraph, compileGraph } from "../src/prediction/index.js";
import {
  type BertClassifier,
  gradientTolerance,
  labelledBatch,
  meanGradients,
  packedOutputs,
  readBert,
  withoutDropout,
} from "./bert-classifier.js";
import { worstDifference } from "./reference/compare.js";
import { runOnnx } from "./run-onnx.js";
import { gradientFile, reference, tinyBert, tinyExamples } from "./tiny-bert.js";

const activations: readonly Activation[] = ["gelu", "gelu_new", "relu"];

type Outputs = (encoded: Encoded) => Record<string, Tensor>;

function numbers(results: Record<string, TensorData>, name: string): Float32Array {
  return (results[name] ?? unreachable(`no output ${name}`)).data as Float32Array;
}

describe.each(activations)("a tiny BERT with %s", (activation) => {
  const expected = reference.activations[activation];
  const bert = readBert(tinyBert, { ...withoutDropout, activation });

  test("gives PyTorch's logits, pooled outputs and last hidden states for texts of all lengths", async () => {
    const outputs: Outputs = (encoded) => {
      const tokens = encoded.tokens();
      const pooled = pool(encoded.firstRows(tokens), encoded.weights);
      return { ...model.outputs(encoded), tokens, pooled };
    };
    const { model } = await bert;
    const results = await packedOutputs(await bert, outputs, tinyExamples);
    const states = expected.last_hidden_state.flat(2);
    const tolerance = { absolute: 1e-5, relative: 1e-5 };
    for (const [name, wanted] of [
      ["logits", expected.logits.flat()],
      ["pooled", expected.pooler_output.flat()],
      ["tokens", states],
    ] as const) {
      // Filler rows stand behind the tokens.
      const came = numbers(results, name).subarray(0, wanted.length);
      expect(worstDifference(came, wanted, tolerance), name).toBeUndefined();
    }
  });

  test.each([
    { kind: "plain", loss: {} },
    { kind: "weighted", loss: { classWeights: reference.class_weights } },
  ] as const)(
    "gives PyTorch's $kind loss and its gradient for every weight",
    async ({ kind, loss }) => {
      const came = await meanGradients(await bert, [labelledBatch(tinyExamples)], { loss });
      expect(Math.abs(came.loss - expected.losses[kind])).toBeLessThan(1e-5);
      const { tensors } = await readSafetensors(gradientFile(activation));
      for (const [name, gradient] of came.gradients) {
        const fileName = /^classifier/.test(name) ? `${kind}.${name}` : `${kind}.bert.${name}`;
        const wanted = tensors.get(fileName)?.data as Float32Array;
        expect(worstDifference(gradient, wanted, gradientTolerance), name).toBeUndefined();
      }
      // One file holds both losses; each lacks the two key biases here, which PyTorch finds to be 0.
      expect(came.gradients.size).toBe(tensors.size / 2 - 2);
      for (const layer of [0, 1]) {
        const name = `${kind}.bert.encoder.layer.${layer}.attention.self.key.bias`;
        const theirs = tensors.get(name)?.data as Float32Array;
        expect(Math.max(...theirs.map(Math.abs))).toBeLessThan(1e-12);
      }
    },
  );

  test.each([
    { kind: "smoothed", weights: {} },
    { kind: "weighted_smoothed", weights: { classWeights: reference.class_weights } },
  ] as const)("gives PyTorch's $kind loss", async ({ kind, weights }) => {
    const loss = { labelSmoothing: reference.label_smoothing, ...weights };
    const came = await meanGradients(await bert, [labelledBatch(tinyExamples)], { loss });
    expect(Math.abs(came.loss - expected.losses[kind])).toBeLessThan(1e-5);
  });
});

/** The states that a padded run and a packed run give for the tokens of the examples. */
function tokenRows(
  states: ArrayLike<number>,
  examples: readonly Example[],
  slots: number,
): number[] {
  const width = 32;
  return examples.flatMap(({ tokenIds }, sequence) => {
    const first = sequence * slots * width;
    return Array.from(
      { length: tokenIds.length * width },
      (_, i) => states[first + i] ?? Number.NaN,
    );
  });
}

describe("the graph for other programs", () => {
  const bert = readBert(tinyBert, {});
  const outputs = ({ model }: BertClassifier): Outputs => {
    return (encoded) => ({ ...model.outputs(encoded), tokens: encoded.tokens() });
  };
  const exported = bert.then((stored) => {
    const { model, weights } = stored;
    const initializers = Object.fromEntries(
      model.parameters.map(({ name, shape }) => [
        name,
        float32(shape, weights.get(name) ?? unreachable(`no ${name}`)),
      ]),
    );
    return lowerGraph(exportGraph(model, outputs(stored)), { dialect: "standard", initializers });
  });
  const cut = (length: number) => (example: Example) => ({
    ...example,
    tokenIds: example.tokenIds.slice(0, length),
    typeIds: example.typeIds.slice(0, length),
  });
  const long = tinyExamples.filter(({ tokenIds }) => tokenIds.length > 16);

  test.each([
    { title: "texts of all lengths", examples: tinyExamples },
    { title: "texts of one length", examples: tinyExamples.map(cut(6)) },
    { title: "texts that leave no padding anywhere", examples: [...long, ...long].map(cut(16)) },
    { title: "one text", examples: tinyExamples.slice(1, 2) },
  ])("gives the packed program's numbers within 1e-5 for $title", async ({ examples }) => {
    const stored = await bert;
    const packed = await packedOutputs(stored, outputs(stored), examples);
    const padded = padBatch(examples);
    const { logits, tokens } = await runOnnx(await exported, padded);
    const tolerance = { absolute: 1e-5, relative: 0 };
    const logitsWanted = numbers(packed, "logits");
    expect(logitsWanted).toHaveLength(3 * examples.length);
    expect(worstDifference(logits?.data ?? [], logitsWanted, tolerance)).toBeUndefined();

    const states = tokenRows(tokens?.data ?? [], examples, padded.input_ids.shape[1] ?? 0);
    const statesWanted = numbers(packed, "tokens").subarray(0, states.length);
    expect(worstDifference(states, statesWanted, tolerance)).toBeUndefined();
  });

  test("takes the inputs that transformers.js binds, in ops of ai.onnx only, with all weights inside", async () => {
    const { inputs, opTypes, initializers } = readOnnx(await exported);
    const shape = ["batch_size", "sequence_length"];
    expect(inputs).toEqual(
      expect.arrayContaining([
        { name: "input_ids", shape },
        { name: "attention_mask", shape },
        { name: "token_type_ids", shape },
      ]),
    );
    expect(inputs).toHaveLength(3);
    // Those of other domains carry the domain's name and a point.
    expect(opTypes.filter((type) => type.includes("."))).toEqual([]);
    const names = (await bert).model.parameters.map(({ name }) => name);
    expect(initializers).toEqual(expect.arrayContaining(names));
  });
});

describe("the short last layer", () => {
  const bert = readBert(tinyBert, withoutDropout);

  test("gives what the whole layer gives for each first token", async () => {
    const outputs: Outputs = (encoded) => ({
      short: encoded.first(),
      whole: encoded.firstRows(encoded.tokens()),
    });
    const results = await packedOutputs(await bert, outputs, tinyExamples);
    const whole = numbers(results, "whole");
    expect(whole).toHaveLength(tinyExamples.length * 32);
    const tolerance = { absolute: 1e-6, relative: 1e-6 };
    expect(worstDifference(numbers(results, "short"), whole, tolerance)).toBeUndefined();
  });
});

describe("sequences that share a line of attention's grid", () => {
  const bert = readBert(tinyBert, withoutDropout);
  const short = tinyExamples.filter(({ tokenIds }) => tokenIds.length < 12);

  test("give the logits that each gives alone", async () => {
    const { model } = await bert;
    const outputs = model.outputs;
    expect(packBatch(tinyExamples).grid_index.shape).toEqual([2, 32]);
    const together = await packedOutputs(await bert, outputs, tinyExamples);
    const tolerance = { absolute: 1e-6, relative: 1e-6 };
    for (const [index, example] of tinyExamples.entries()) {
      const alone = numbers(await packedOutputs(await bert, outputs, [example]), "logits");
      const came = numbers(together, "logits").subarray(index * 3, index * 3 + 3);
      expect(worstDifference(came, alone, tolerance), `text ${index}`).toBeUndefined();
    }
  });

  test("give the loss and the gradients that they give in lines of their own", async () => {
    // Lines of 11 slots hold one text each, one of 40 holds all three.
    const own = packBatch(short, { rows: 1, length: 11 });
    expect(own.grid_index.shape).toEqual([3, 11]);
    const shared = packBatch(short, { rows: 64, length: 40 });
    expect(shared.grid_index.shape).toEqual([1, 40]);
    const { labels = unreachable("labels") } = labelledBatch(short);
    const [one, other] = [
      await meanGradients(await bert, [{ ...own, labels }]),
      await meanGradients(await bert, [{ ...shared, labels }]),
    ];
    expect(Math.abs(one.loss - other.loss)).toBeLessThan(1e-6);
    for (const [name, gradient] of one.gradients) {
      const tolerance = { absolute: 1e-6, relative: 1e-5 };
      const came = other.gradients.get(name) ?? [];
      expect(worstDifference(came, gradient, tolerance), name).toBeUndefined();
    }
  });
});

describe("rows that are chosen for a head", () => {
  const bert = readBert(tinyBert, withoutDropout);
  const batch = packBatch(tinyExamples);
  // None of the third text, several of the others: the lines have unequal numbers.
  const rows = [1, 7, 12, 30, 31, 40, 52];
  const choice = chooseRows("masked", rows, batch);

  async function outputsOf(compiled: CompiledGraph): Promise<Record<string, TensorData>> {
    const { weights } = await bert;
    const engine = await onnxRuntimeEngine();
    const values = (name: string) => weights.get(name);
    const program = await loadForward(engine, compiled, values, { threads: 1 });
    const results = await program.run({ ...batch, ...choice });
    await program.close();
    return results;
  }

  test("have the states that the whole layer gives them", async () => {
    const outputs: Outputs = (encoded) => ({
      chosen: encoded.rowsAt("masked"),
      first: encoded.first(),
      whole: encoded.tokens(),
    });
    const results = await outputsOf(compileGraph(forwardGraph((await bert).model, outputs)));
    const whole = numbers(results, "whole");
    const wanted = rows.flatMap((row) => [...whole.subarray(row * 32, (row + 1) * 32)]);
    const tolerance = { absolute: 1e-6, relative: 1e-6 };
    expect(worstDifference(numbers(results, "chosen"), wanted, tolerance)).toBeUndefined();
  });

  test("give every weight the gradient that the whole layer gives it", async () => {
    const { architecture, parameters } = (await bert).model;
    const encoder = parameters.filter(({ name }) => /^(embeddings|encoder)\./.test(name));
    const probe = float32(
      [32],
      Float32Array.from({ length: 32 }, (_, i) => Math.cos(i)),
    );
    const gradientsOf = (states: (encoded: Encoded) => Tensor) => {
      const objective = (encoded: Encoded) => {
        const values = states(encoded);
        const weighed = multiply(multiply(values, values), constant(probe));
        return { sum: reduceSum(weighed, [0, 1]), weight: constant(1) };
      };
      const model = { architecture, parameters: encoder };
      return outputsOf(
        compileGraph(trainingGraph(model, objective, parseFrozen(undefined, architecture)).graph),
      );
    };
    const short = await gradientsOf((encoded) => encoded.rowsAt("masked"));
    const whole = await gradientsOf((encoded) =>
      gatherRows(encoded.tokens(), input("masked_rows", ["masked"], "int32")),
    );
    expect(Object.keys(short)).toEqual(Object.keys(whole));
    expect(Object.keys(short).length).toBeGreaterThan(30);
    for (const [name, { data }] of Object.entries(whole)) {
      const tolerance = { absolute: 1e-5, relative: 1e-5 };
      const came = numbers(short, name);
      expect(worstDifference(came, data as Float32Array, tolerance), name).toBeUndefined();
    }
  });
});

test("weights inside a graph's file give the numbers that bound ones give", async () => {
  const { model, weights } = await readBert(tinyBert, {});
  const graph = forwardGraph(model, model.outputs);
  const constants = constantWeights(graph, weights);
  const compiled = compileGraph(graph, constants);
  const bound = compileGraph(graph).inputs.map(({ name }) => name);
  const open = compiled.inputs.map(({ name }) => name);
  expect(bound.filter((name) => !open.includes(name)).sort()).toEqual(
    Object.keys(constants).sort(),
  );
  expect(open.filter((name) => weights.has(name))).toEqual([]);
  const results = await Promise.all(
    [compileGraph(graph), compiled].map(async (either) => {
      const engine = await onnxRuntimeEngine();
      const values = (name: string) => weights.get(name);
      const program = await loadForward(engine, either, values, { threads: 1 });
      const { logits } = await program.run(packBatch(tinyExamples));
      await program.close();
      return logits?.data as Float32Array;
    }),
  );
  const [wanted = unreachable("two runs"), came = wanted] = results;
  const tolerance = { absolute: 1e-6, relative: 1e-6 };
  expect(worstDifference(came, wanted, tolerance)).toBeUndefined();
});
