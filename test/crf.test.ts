import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { int32, type TensorData } from "../src/base/index.js";
import { type Engine, onnxRuntimeEngine, processorFeatures } from "../src/engine/index.js";
import { gradients, graph, input, type Tensor } from "../src/graph/index.js";
import { crfLoss, crfNames, type LabelMoves } from "../src/models/crf.js";
import { gradientSource } from "../src/models/index.js";
import { lowerGraph } from "../src/onnx/index.js";
import { chainSteps } from "../src/tasks/ner/chain-steps.js";
import { labelMoves } from "../src/tasks/ner/tags.js";
import { openvino } from "./openvino.js";
import { worstDifference } from "./reference/compare.js";
import { evaluate } from "./reference/evaluate.js";

const hasBfloat16 = openvino !== undefined && (await processorFeatures()).length > 0;

/** Weights and sequences of a CRF. Axes: L labels. */
interface Chain {
  readonly moves: LabelMoves;
  /** `[L, L]`, `[L]` and `[L]`. */
  readonly transitions: readonly number[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** `[length * L]` of each sequence. */
  readonly emissions: readonly (readonly number[])[];
  readonly labels: readonly (readonly number[])[];
}

const wanted = ["emissions", crfNames.transitions, crfNames.starts, crfNames.ends];

/** The loss and its gradients as tensors, and what is fed. */
function lossGraph(chain: Chain) {
  const size = chain.starts.length;
  const labels = chain.labels.flat();
  const shapes: Record<string, (number | string)[]> = {
    emissions: ["labels", size],
    [crfNames.transitions]: [size, size],
    [crfNames.starts]: [size],
    [crfNames.ends]: [size],
  };
  const inputs = new Map(wanted.map((name) => [name, input(name, shapes[name] ?? [])]));
  const of = (name: string): Tensor => inputs.get(name) as Tensor;
  const loss = crfLoss(of("emissions"), input("labels", ["labels"], "int32"), chain.moves, of);
  const found = gradients(loss.sum, wanted.map(of));
  const float = (name: string, shape: number[], values: readonly number[]) =>
    [name, { dtype: "float32", shape, data: Float32Array.from(values) }] as const;
  const feeds: Record<string, TensorData> = {
    ...Object.fromEntries([
      float("emissions", [labels.length, size], chain.emissions.flat()),
      float(crfNames.transitions, [size, size], chain.transitions),
      float(crfNames.starts, [size], chain.starts),
      float(crfNames.ends, [size], chain.ends),
    ]),
    labels: int32([labels.length], Int32Array.from(labels)),
    ...chainSteps(chain.labels),
  };
  const outputs = Object.fromEntries(wanted.map((name, i) => [`gradient:${name}`, found[i]]));
  return { outputs: { loss: loss.sum, weight: loss.weight, ...outputs }, feeds };
}

/** Every output in float64, by the definitions of the ops. */
function reference(chain: Chain): Record<string, readonly number[]> {
  const { outputs, feeds } = lossGraph(chain);
  const names = Object.keys(outputs);
  const exact = Object.entries(feeds).map(([name, { shape, data }]) => [
    name,
    { shape, data: Float64Array.from(data as ArrayLike<number>) },
  ]);
  const values = evaluate(Object.values(outputs) as Tensor[], Object.fromEntries(exact));
  return Object.fromEntries(values.map(({ data }, i) => [names[i], Array.from(data)]));
}

async function computed(chain: Chain, engine: Engine, precision: "f32" | "bf16" = "f32") {
  const { outputs, feeds } = lossGraph(chain);
  const bytes = lowerGraph(graph(outputs as Record<string, Tensor>), { dialect: "runtime" });
  const program = await engine.load(bytes, { threads: 1, precision });
  for (const [name, data] of Object.entries(feeds)) program.bind(name, data);
  const results = Object.keys(outputs).map((name) => {
    const shape = feeds[gradientSource(name) ?? ""]?.shape ?? [];
    const data = new Float32Array(shape.reduce((product, size) => product * size, 1));
    program.bind(name, { dtype: "float32", shape, data });
    return [name, data] as const;
  });
  await program.run();
  await program.close();
  return Object.fromEntries(results.map(([name, data]) => [name, Array.from(data)]));
}

/** The score of one labelling of one sequence: the definition. */
function score(chain: Chain, emissions: readonly number[], labels: readonly number[]): number {
  const size = chain.starts.length;
  const at = (values: readonly number[], place: number): number => values[place] ?? Number.NaN;
  return labels.reduce(
    (sum, label, place) => {
      const before = labels[place - 1];
      const moved =
        before === undefined
          ? at(chain.starts, label)
          : at(chain.transitions, before * size + label);
      return sum + moved + at(emissions, place * size + label);
    },
    at(chain.ends, labels.at(-1) ?? 0),
  );
}

function isLegal({ starts, follows }: LabelMoves, labels: readonly number[]): boolean {
  return labels.every((label, place) => {
    const before = labels[place - 1];
    return before === undefined ? starts[label] : follows[before]?.[label];
  });
}

function* labellings(size: number, length: number): Generator<number[]> {
  if (length === 0) yield [];
  else
    for (const rest of labellings(size, length - 1))
      for (let label = 0; label < size; label++) yield [...rest, label];
}

/** The loss by listing every legal labelling. */
function listedLoss(chain: Chain): number {
  const size = chain.starts.length;
  return chain.labels.reduce((sum, labels, i) => {
    const emissions = chain.emissions[i] ?? [];
    const scores = [...labellings(size, labels.length)]
      .filter((each) => isLegal(chain.moves, each))
      .map((each) => score(chain, emissions, each));
    const most = Math.max(...scores);
    const total = scores.reduce((all, each) => all + Math.exp(each - most), 0);
    return sum + most + Math.log(total) - score(chain, emissions, labels);
  }, 0);
}

/** Label 0 is free, 1 begins an entity, 2 goes on with it. */
const moves: LabelMoves = {
  starts: [true, true, false],
  follows: [
    [true, true, false],
    [true, true, true],
    [true, true, true],
  ],
};

const number = fc.double({ min: -6, max: 6, noNaN: true }).map(Math.fround);
const numbers = (length: number) => fc.array(number, { minLength: length, maxLength: length });
const sequence = fc.integer({ min: 1, max: 5 }).chain((length) =>
  fc.record({
    emissions: numbers(length * 3),
    // Repaired so that no entity goes on where none began.
    labels: fc
      .array(fc.integer({ min: 0, max: 2 }), { minLength: length, maxLength: length })
      .map((labels) =>
        labels.map((label, i) => (label === 2 && !(i && labels[i - 1]) ? 1 : label)),
      ),
  }),
);
const chains: fc.Arbitrary<Chain> = fc
  .record({
    transitions: numbers(9),
    starts: numbers(3),
    ends: numbers(3),
    sequences: fc.array(sequence, { minLength: 1, maxLength: 3 }),
  })
  .map(({ sequences, ...weights }) => ({
    moves,
    ...weights,
    emissions: sequences.map(({ emissions }) => emissions),
    labels: sequences.map(({ labels }) => labels),
  }));

test("the loss is that of listing every legal labelling, and the gradient its slope", () => {
  fc.assert(
    fc.property(chains, (chain) => {
      const came = reference(chain);
      expect(Math.abs((came["loss"]?.[0] ?? Number.NaN) - listedLoss(chain))).toBeLessThan(1e-9);
      expect(came["weight"]).toEqual([chain.labels.flat().length]);
      const slope = (change: (step: number) => Chain): number =>
        (listedLoss(change(1e-5)) - listedLoss(change(-1e-5))) / 2e-5;
      const moved = (values: readonly number[], place: number, step: number) =>
        values.map((value, i) => (i === place ? value + step : value));
      const [first = []] = chain.emissions;
      const pairs: [string, number, number][] = [
        ...first.map((_, place): [string, number, number] => [
          "emissions",
          place,
          slope((step) => ({
            ...chain,
            emissions: chain.emissions.with(0, moved(first, place, step)),
          })),
        ]),
        ...chain.transitions.map((_, place): [string, number, number] => [
          crfNames.transitions,
          place,
          slope((step) => ({ ...chain, transitions: moved(chain.transitions, place, step) })),
        ]),
        ...[0, 1, 2].flatMap((place): [string, number, number][] => [
          [
            crfNames.starts,
            place,
            slope((step) => ({ ...chain, starts: moved(chain.starts, place, step) })),
          ],
          [
            crfNames.ends,
            place,
            slope((step) => ({ ...chain, ends: moved(chain.ends, place, step) })),
          ],
        ]),
      ];
      for (const [name, place, expected] of pairs) {
        const gradient = came[`gradient:${name}`]?.[place] ?? Number.NaN;
        expect(Math.abs(gradient - expected), `${name} ${place}`).toBeLessThan(1e-6);
      }
    }),
    { numRuns: 10 },
  );
}, 300_000);

describe("long sequences, beside PyTorch in float64", () => {
  const fixture = JSON.parse(
    readFileSync(join(import.meta.dirname, "fixtures/crf.json"), "utf8"),
  ) as Chain & {
    readonly names: readonly string[];
    readonly loss: number;
    readonly gradients: Readonly<Record<string, readonly number[]>>;
  };
  const chain: Chain = { ...fixture, moves: labelMoves(fixture.names) };
  const theirs = {
    emissions: fixture.gradients["emissions"] ?? [],
    [crfNames.transitions]: fixture.gradients["transitions"] ?? [],
    [crfNames.starts]: fixture.gradients["starts"] ?? [],
    [crfNames.ends]: fixture.gradients["ends"] ?? [],
  };

  test("the graph gives the loss and its gradients in f32", async () => {
    const came = await computed(chain, await onnxRuntimeEngine());
    expect((came["loss"]?.[0] ?? Number.NaN) / fixture.loss).toBeCloseTo(1, 6);
    const tolerance = { absolute: 2e-6, relative: 1e-4 };
    for (const [name, gradient] of Object.entries(theirs)) {
      expect(worstDifference(came[`gradient:${name}`] ?? [], gradient, tolerance), name).toBe(
        undefined,
      );
    }
  });

  test.skipIf(!hasBfloat16)("in bf16 the gradients are within 2 %", async () => {
    const came = await computed(chain, openvino as Engine, "bf16");
    expect((came["loss"]?.[0] ?? Number.NaN) / fixture.loss).toBeCloseTo(1, 1);
    for (const [name, gradient] of Object.entries(theirs)) {
      const found = came[`gradient:${name}`] ?? [];
      const apart = gradient.map((value, i) => (found[i] ?? Number.NaN) - value);
      expect(Math.hypot(...apart) / Math.hypot(...gradient), name).toBeLessThan(0.02);
    }
  });
});
