import { describe, expect, test } from "vitest";
import type { Float64Tensor } from "../../test/reference/array.js";
import { worstDifference } from "../../test/reference/compare.js";
import { evaluate } from "../../test/reference/evaluate.js";
import { type Prepared, prepare, type Sample, samples } from "../../test/reference/samples.js";
import { type RunOutput, runOnnx } from "../../test/run-onnx.js";
import { float32, int32, type TensorData } from "../base/index.js";
import {
  type Dim,
  gelu,
  gradients,
  graph,
  input,
  inputName,
  layerNormalization,
  linear,
  multiply,
  reduceSum,
  reshape,
  type Tensor,
} from "../graph/index.js";
import { lowerGraph, readOnnx } from "./index.js";
import { onnx } from "./proto.js";

/** The result of a sample and, where it has them, the gradients of its sum of squares. */
function outputsOf(
  { inputs, result }: Prepared,
  { hasNoGradient }: Sample,
): Record<string, Tensor> {
  if (hasNoGradient) return { result };
  const axes = result.shape.map((_, axis) => axis);
  const wrt = inputs.filter(({ dtype }) => dtype === "float32");
  const found = gradients(reduceSum(multiply(result, result), axes), wrt);
  const named = found.map((tensor, i) => [`gradient of ${inputName(wrt[i] as Tensor)}`, tensor]);
  return { result, ...Object.fromEntries(named) };
}

function tensorData({ shape, data }: Float64Tensor, dtype: string): TensorData {
  return dtype === "int32"
    ? int32(shape, Int32Array.from(data))
    : float32(shape, Float32Array.from(data));
}

describe.each(Object.entries(samples))("%s in ONNX Runtime", (_, all) => {
  test.each(all)(
    "equals the reference in both dialects, every node being read: $title",
    async (sample) => {
      const prepared = prepare(sample, 3);
      const outputs = outputsOf(prepared, sample);
      const expected = evaluate(Object.values(outputs), prepared.feeds);
      const dtypes = new Map(prepared.inputs.map((tensor) => [inputName(tensor), tensor.dtype]));
      const feeds = Object.fromEntries(
        Object.entries(prepared.feeds).map(([name, value]) => [
          name,
          tensorData(value, dtypes.get(name) ?? "float32"),
        ]),
      );
      for (const dialect of ["runtime", "standard"] as const) {
        const bytes = lowerGraph(graph(outputs), { dialect });
        if (dialect === "standard") {
          expect(readOnnx(bytes).opTypes.filter((type) => type.includes("."))).toEqual([]);
        }
        const nodes = onnx.ModelProto.decode(bytes).graph?.node ?? [];
        // A value that nobody reads has no name.
        expect(nodes.filter(({ output }) => output?.every((name) => name === ""))).toEqual([]);
        const results = await runOnnx(bytes, feeds);
        for (const [i, name] of Object.keys(outputs).entries()) {
          const { shape, data } = results[name] as RunOutput;
          const wanted = expected[i] as Float64Tensor;
          expect(shape, name).toEqual(wanted.shape);
          const absolute = name === "result" ? 1e-6 : 1e-4;
          const worst = worstDifference(data, wanted.data, { absolute, relative: 1e-3 });
          expect(worst, `${name}, ${dialect}`).toBe(undefined);
        }
      }
    },
  );
});

describe("a lowered graph", () => {
  const x = input("x", ["rows", 2]);
  const weight = input("weight", [3, 2]);
  const y = linear(x, weight, input("bias", [3]));

  test("has its inputs and outputs under their names, symbols as named dimensions", () => {
    const summary = readOnnx(
      lowerGraph(graph({ y, again: y, x2: gelu(y) }), { dialect: "standard" }),
    );
    expect(summary).toEqual({
      inputs: [
        { name: "x", shape: ["rows", 2] },
        { name: "weight", shape: [3, 2] },
        { name: "bias", shape: [3] },
      ],
      outputs: ["y", "again", "x2"].map((name) => ({ name, shape: ["rows", 3] })),
      opTypes: ["Gemm", "Gelu", "Identity"],
      initializers: [],
    });
  });

  test("carries the weights that are given, and needs no value for them", async () => {
    const initializers = {
      weight: float32([3, 2], Float32Array.of(1, 2, 3, 4, 5, 6)),
      bias: float32([3], Float32Array.of(10, 20, 30)),
    };
    const bytes = lowerGraph(graph({ y }), { dialect: "standard", initializers });
    const { inputs, initializers: names } = readOnnx(bytes);
    expect([inputs.map(({ name }) => name), names]).toEqual([["x"], ["weight", "bias"]]);
    const { y: result } = await runOnnx(bytes, { x: float32([1, 2], Float32Array.of(1, -1)) });
    expect(result?.data).toEqual([9, 19, 29]);
  });

  test("an input that is an output too is copied", async () => {
    const bytes = lowerGraph(graph({ same: x }), { dialect: "standard" });
    const { same } = await runOnnx(bytes, { x: float32([1, 2], Float32Array.of(1, -1)) });
    expect(same).toEqual({ shape: [1, 2], data: [1, -1] });
  });

  test("takes sizes from whatever tensor has them, once each", () => {
    const grid = input("grid", ["sequences", "length", 2]);
    const flat = reshape(grid, ["slots", 2]);
    const sizes: Dim[][] = [
      ["sequences", 2, "length"],
      ["length", 2, "sequences"],
    ];
    const outputs = Object.fromEntries(
      sizes.map((shape) => [`${shape}`, reshape(multiply(flat, 2), shape)]),
    );
    const { opTypes } = readOnnx(lowerGraph(graph(outputs), { dialect: "standard" }));
    expect(opTypes.filter((type) => type === "Shape")).toHaveLength(2);
  });

  test("a layer normalization without its gradient asks for one output", async () => {
    const normed = layerNormalization(x, input("w", [2]), input("b", [2]), 0.1);
    const bytes = lowerGraph(graph({ normed }), { dialect: "standard" });
    const two = (a: number, b: number) => float32([2], Float32Array.of(a, b));
    const feeds = { x: float32([1, 2], Float32Array.of(1, -1)), w: two(1, 1), b: two(0, 0) };
    const { normed: result } = await runOnnx(bytes, feeds);
    expect(result?.data[0]).toBeCloseTo(1 / Math.sqrt(1.1), 6);
  });
});
