import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Float64Tensor } from "../../test/reference/array.js";
import { worstDifference } from "../../test/reference/compare.js";
import { centralDifferences } from "../../test/reference/differences.js";
import { evaluate } from "../../test/reference/evaluate.js";
import { type Prepared, prepare, type Sample, samples } from "../../test/reference/samples.js";
import {
  add,
  constant,
  exp,
  gatherRows,
  gradients,
  graph,
  input,
  inputName,
  layerNormalization,
  linear,
  lookup,
  multiply,
  nodesBehind,
  printGraph,
  reduceSum,
  reshape,
  type Tensor,
} from "./index.js";
import type { Op } from "./op.js";
import { ops } from "./ops/index.js";

const tolerance = { absolute: 1e-6, relative: 1e-6 };

/** A scalar in which every element of a sample's result has another weight. */
function weighted({ result, feeds }: Prepared): {
  loss: Tensor;
  feeds: Record<string, Float64Tensor>;
} {
  const probe = input("probe", result.shape);
  const [value] = evaluate([result], feeds) as [Float64Tensor];
  const weights = value.data.map((_, i) => Math.cos(1 + i));
  const axes = result.shape.map((_, axis) => axis);
  return {
    loss: reduceSum(multiply(result, probe), axes),
    feeds: { ...feeds, probe: { shape: value.shape, data: weights } },
  };
}

function floatInputs({ inputs }: Prepared): Tensor[] {
  return inputs.filter(({ dtype }) => dtype === "float32");
}

test("the list of ops has every op of the folder, and no name twice", async () => {
  const files = readdirSync(join(import.meta.dirname, "ops")).filter((file) => file !== "index.ts");
  const modules = await Promise.all(
    files.map((file) => import(`./ops/${basename(file, ".ts")}.ts`) as Promise<object>),
  );
  const found = modules.flatMap((module) =>
    Object.entries(module).flatMap(([name, value]) => (name.endsWith("Op") ? [value as Op] : [])),
  );
  expect(ops.map(({ name }) => name).sort()).toEqual(found.map(({ name }) => name).sort());
  expect(new Set(ops.map(({ name }) => name)).size).toBe(ops.length);
});

describe.each(ops.map(({ name }) => name))("the gradient of %s", (name) => {
  const all: readonly Sample[] = samples[name] ?? [];

  test("has samples", () => expect(all.length).toBeGreaterThan(0));

  test.each(all.filter(({ hasNoGradient }) => !hasNoGradient))(
    "equals central differences: $title",
    (sample) => {
      for (const seed of [1, 2]) {
        const prepared = prepare(sample, seed);
        const { loss, feeds } = weighted(prepared);
        const wrt = floatInputs(prepared);
        const found = gradients(loss, wrt);
        expect(found.map(({ shape }) => shape)).toEqual(wrt.map(({ shape }) => shape));
        // Inputs are computed along, because gradients take sizes from them.
        const values = evaluate([...found, loss], feeds);
        for (const [i, tensor] of wrt.entries()) {
          const differences = centralDifferences(loss, feeds, inputName(tensor));
          const actual = (values[i] as Float64Tensor).data;
          expect(worstDifference(actual, differences, tolerance), inputName(tensor)).toBe(
            undefined,
          );
        }
      }
    },
  );

  test.each(all.filter(({ hasNoGradient }) => hasNoGradient))(
    "is refused with a code: $title",
    (sample) => {
      const prepared = prepare(sample, 1);
      const { loss } = weighted(prepared);
      expect(() => gradients(loss, prepared.inputs)).toThrowError(
        expect.objectContaining({ code: "GRADIENT_MISSING" }),
      );
    },
  );
});

test("broadcasting is undone for any two shapes that fit", () => {
  const axis = fc.record({
    size: fc.integer({ min: 1, max: 3 }),
    stretched: fc.constantFrom("left", "right", "neither"),
  });
  const dropped = fc.record({ left: fc.nat(3), right: fc.nat(3) });
  fc.assert(
    fc.property(fc.array(axis, { maxLength: 3 }), dropped, (axes, drop) => {
      const shapeOf = (side: "left" | "right"): number[] =>
        axes.map(({ size, stretched }) => (stretched === side ? 1 : size)).slice(drop[side]);
      const value = (shape: number[], start: number): Float64Tensor => {
        const count = shape.reduce((product, size) => product * size, 1);
        return { shape, data: Float64Array.from({ length: count }, (_, i) => Math.sin(start + i)) };
      };
      const left = input("left", shapeOf("left"));
      const right = input("right", shapeOf("right"));
      const prepared = {
        inputs: [left, right],
        result: multiply(add(left, right), right),
        feeds: { left: value(shapeOf("left"), 1), right: value(shapeOf("right"), 9) },
      };
      const { loss, feeds } = weighted(prepared);
      const values = evaluate(gradients(loss, [left, right]), feeds);
      values.forEach(({ data }, i) => {
        const differences = centralDifferences(loss, feeds, ["left", "right"][i] as string);
        expect(worstDifference(data, differences, tolerance)).toBe(undefined);
      });
    }),
    { numRuns: 50 },
  );
});

test("a tensor that is used in several places gets the sum of their gradients", () => {
  const x = input("x", [2]);
  const y = multiply(add(exp(x), x), x); // x exp(x) + x^2
  const [gradient] = gradients(reduceSum(y, [0]), [x]) as [Tensor];
  const at = [0.5, -1];
  const [value] = evaluate([gradient], { x: { shape: [2], data: Float64Array.from(at) } });
  const byHand = at.map((v) => Math.exp(v) * (1 + v) + 2 * v);
  expect(worstDifference(value?.data ?? [], byHand, tolerance)).toBe(undefined);
});

test("gradients with respect to a tensor in the middle stop there", () => {
  const x = input("x", [2]);
  const middle = exp(x);
  const [gradient] = gradients(reduceSum(multiply(middle, middle), [0]), [middle]) as [Tensor];
  expect(nodesBehind([gradient]).filter(({ op }) => op.name === "exp")).toHaveLength(1);
});

test("a gradient that nobody asks for is not in the graph", () => {
  const [x, weight, bias] = [input("x", ["rows", 2]), input("w", [3, 2]), input("b", [3])];
  const loss = reduceSum(linear(x, weight, bias), [0, 1]);
  const [ofBias] = gradients(loss, [bias]) as [Tensor];
  expect(printGraph(graph({ ofBias }))).toMatchInlineSnapshot(`
    "%0 = constant(1) float32 []
    %1 = reshape(%0, shape=[1,1]) float32 [1,1]
    %2 = expand(%1, shape=["rows",3]) float32 [rows,3]
    %3 = reduceSum(%2, axes=[0], keepDims=false) float32 [3]
    ofBias: %3"
  `);
});

test("a small training graph prints as it is computed", () => {
  const x = input("x", ["rows", 4]);
  const weight = input("weight", [4]);
  const y = layerNormalization(x, weight, input("bias", [4]), 1e-12);
  const loss = reduceSum(multiply(y, constant(0.5)), [0, 1]);
  const [gradient] = gradients(loss, [weight]) as [Tensor];
  expect(printGraph(graph({ loss, gradient }))).toMatchInlineSnapshot(`
    "x = input float32 [rows,4]
    weight = input float32 [4]
    bias = input float32 [4]
    %0 = layerNormalization(x, weight, bias, epsilon=1e-12) float32 [rows,4]
    %1 = constant(0.5) float32 []
    %2 = multiply(%0, %1) float32 [rows,4]
    %3 = reduceSum(%2, axes=[0,1], keepDims=false) float32 []
    %4 = reshape(%0.2, shape=[1,"rows"]) float32 [1,rows]
    %5 = constant(1) float32 []
    %6 = reshape(%5, shape=[1,1]) float32 [1,1]
    %7 = expand(%6, shape=["rows",4]) float32 [rows,4]
    %8 = multiply(%7, %1) float32 [rows,4]
    %9 = subtract(x, %0.1) float32 [rows,4]
    %10 = multiply(%8, %9) float32 [rows,4]
    %11 = matmul(%4, %10, transposeA=false, transposeB=false, scale=1) float32 [1,4]
    %12 = reshape(%11, shape=[4]) float32 [4]
    loss: %3
    gradient: %12"
  `);
});

describe("gradients refuses with a sentence", () => {
  const message = (make: () => unknown): string => {
    try {
      make();
    } catch (error) {
      return `${(error as { code: string }).code} ${(error as Error).message}`;
    }
    return "nothing";
  };
  const table = input("table", [3, 2]);
  const ids = input("ids", ["rows"], "int32");

  test("when the way goes through an op without a gradient", () => {
    const loss = reduceSum(exp(lookup(multiply(table, 2), ids)), [0, 1]);
    expect(message(() => gradients(loss, [table]))).toMatchInlineSnapshot(
      `"GRADIENT_MISSING no gradient for op "lookup" on the path loss -> lookup -> "table". Do not train what is below it."`,
    );
  });

  test("when the loss does not depend on the tensor", () => {
    const loss = reduceSum(table, [0, 1]);
    expect(message(() => gradients(loss, [ids]))).toMatchInlineSnapshot(
      `"GRADIENT_MISSING gradients: the loss does not depend on "ids""`,
    );
  });

  test("when the loss is not a scalar", () => {
    expect(message(() => gradients(table, [table]))).toMatchInlineSnapshot(
      `"SHAPE_MISMATCH gradients: the loss must be a scalar; got loss [3,2]"`,
    );
  });

  test("when a gradient of a gradient needs what a layer normalization keeps for itself", () => {
    const x = input("x", ["rows", 2]);
    const y = layerNormalization(x, input("weight", [2]), input("bias", [2]), 1e-12);
    const [first] = gradients(reduceSum(multiply(y, y), [0, 1]), [x]) as [Tensor];
    const again = reduceSum(multiply(first, first), [0, 1]);
    expect(message(() => gradients(again, [x]))).toMatchInlineSnapshot(
      `"GRADIENT_MISSING no gradient for op "layerNormalization" on the path loss -> layerNormalization -> "x". Do not train what is below it."`,
    );
  });
});

test("a graph as deep as a thousand layers is walked", () => {
  const x = input("x", []);
  let y = x;
  for (let i = 0; i < 20_000; i++) y = add(y, x);
  expect(gradients(y, [x])).toHaveLength(1);
});

test("gathered rows of a reshaped tensor keep one reshape", () => {
  const x = input("x", ["sequences", "length", 2]);
  const flat = reshape(reshape(x, ["slots", 2]), ["sequences", "length", 2]);
  expect(flat).toBe(x);
  expect(
    gatherRows(reshape(reshape(x, ["slots", 1, 2]), ["slots", 2]), input("i", [1], "int32")).node
      .inputs[0]?.node.inputs[0],
  ).toBe(x);
});
