import { type DType, randomStream } from "../../src/base/index.js";
import * as g from "../../src/graph/index.js";
import { build, type Float64Tensor } from "./array.js";

/** One use of an op, small enough to be differentiated element by element. */
export interface Sample {
  readonly title: string;
  readonly inputs: Readonly<Record<string, SampleInput>>;
  readonly build: (inputs: Readonly<Record<string, g.Tensor>>) => g.Tensor;
  /** Whether the op has no gradient for its inputs. */
  readonly hasNoGradient?: true;
}

interface SampleInput {
  readonly shape: readonly g.Dim[];
  readonly dtype: DType;
  readonly value: (normal: number, position: number) => number;
}

/** The sizes that symbols have when samples run. */
const symbolSizes: Readonly<Record<string, number>> = {
  rows: 5,
  sequences: 2,
  length: 3,
  grown: 7,
};

const real = (...shape: g.Dim[]): SampleInput => ({ shape, dtype: "float32", value: (x) => x });
/** Numbers above 0 and not close to it. */
const positive = (...shape: g.Dim[]): SampleInput => ({
  ...real(...shape),
  value: (x) => 0.5 + Math.abs(x),
});
/** Numbers on both sides of 0, but not close to it. */
const awayFromZero = (...shape: g.Dim[]): SampleInput => ({
  ...real(...shape),
  value: (x) => x + Math.sign(x) / 4,
});
const whole = (
  values: readonly number[],
  shape: readonly g.Dim[] = [values.length],
): SampleInput => ({
  shape,
  dtype: "int32",
  value: (_, position) => values[position] as number,
});

type Build = Sample["build"];
const x =
  (of: (x: g.Tensor) => g.Tensor): Build =>
  ({ x }) =>
    of(x as g.Tensor);
const ab =
  (of: (a: g.Tensor, b: g.Tensor) => g.Tensor): Build =>
  ({ a, b }) =>
    of(a as g.Tensor, b as g.Tensor);
const abc =
  (of: (a: g.Tensor, b: g.Tensor, c: g.Tensor) => g.Tensor): Build =>
  ({ a, b, c }) =>
    of(a as g.Tensor, b as g.Tensor, c as g.Tensor);

function unary(of: (x: g.Tensor) => g.Tensor, values = real): Sample[] {
  return [
    { title: "a matrix", inputs: { x: values(3, 4) }, build: x(of) },
    { title: "symbolic rows", inputs: { x: values("rows", 1) }, build: x(of) },
    { title: "a scalar", inputs: { x: values() }, build: x(of) },
  ];
}

function binary(of: (a: g.Operand, b: g.Operand) => g.Tensor, values = real): Sample[] {
  return [
    { title: "equal shapes", inputs: { a: values(3, 4), b: values(3, 4) }, build: ab(of) },
    { title: "a vector on rows", inputs: { a: values("rows", 4), b: values(4) }, build: ab(of) },
    { title: "both stretch", inputs: { a: values(2, 1, 3), b: values(4, 1) }, build: ab(of) },
    { title: "size 1 in front", inputs: { a: values(1, 3), b: values("rows", 1) }, build: ab(of) },
    { title: "a number left", inputs: { x: values("rows", 2) }, build: x((t) => of(2.5, t)) },
    { title: "a number right", inputs: { x: values(2, 2) }, build: x((t) => of(t, 2.5)) },
    { title: "itself", inputs: { x: values(2, 2) }, build: x((t) => of(t, t)) },
  ];
}

function reduction(
  of: (x: g.Tensor, axes: readonly number[], keepDims?: boolean) => g.Tensor,
): Sample[] {
  const one = (title: string, input: SampleInput, build: (t: g.Tensor) => g.Tensor): Sample => ({
    title,
    inputs: { x: input },
    build: x(build),
  });
  return [
    one("columns", real("rows", 4), (t) => of(t, [0])),
    one("columns, kept", real("rows", 4), (t) => of(t, [0], true)),
    one("columns of known height", real(3, 4), (t) => of(t, [0])),
    one("last axis", real(3, 4), (t) => of(t, [-1], true)),
    one("middle axis", real("sequences", 3, "length"), (t) => of(t, [1])),
    one("everything", real("rows", 4), (t) => of(t, [0, 1])),
    one("size 1", real(1, 4), (t) => of(t, [0])),
    one("one column", real("rows", 1), (t) => of(t, [0])),
  ];
}

function product(options: Parameters<typeof g.matmul>[2]): Sample[] {
  const { transposeA = false, transposeB = false } = options ?? {};
  const left = (rows: g.Dim, inner: g.Dim): g.Dim[] => (transposeA ? [inner, rows] : [rows, inner]);
  const right = (inner: g.Dim, columns: g.Dim): g.Dim[] =>
    transposeB ? [columns, inner] : [inner, columns];
  const title = JSON.stringify(options);
  const build = ab((a, b) => g.matmul(a, b, options));
  return [
    {
      title: `matrices ${title}`,
      inputs: { a: real(...left("rows", 3)), b: real(...right(3, 2)) },
      build,
    },
    {
      title: `batches ${title}`,
      inputs: {
        a: real("sequences", 2, ...left("length", 4)),
        b: real("sequences", 2, ...right(4, "length")),
      },
      build,
    },
    {
      title: `batches that broadcast ${title}`,
      inputs: { a: real(2, 1, ...left(1, 3)), b: real(2, ...right(3, 4)) },
      build,
    },
    {
      title: `a batch with one matrix ${title}`,
      inputs: { a: real("sequences", ...left("length", 3)), b: real(...right(3, 1)) },
      build,
    },
  ];
}

const dense = { a: real("rows", 4), b: real(3, 4), c: real(3) };
const normalized = { a: real("rows", 6), b: real(6), c: real(6) };
const grid = whole([4, 0, 3, 1, 2, 5], ["sequences", "length"]);
const slots = whole([1, 3, 4, 2, 0, 5]);

/** Samples of every op, by the op's name. */
export const samples: Readonly<Record<string, readonly Sample[]>> = {
  input: unary((t) => t),
  constant: [
    {
      title: "a tensor",
      inputs: { x: real(2, 3) },
      build: x((t) =>
        g.multiply(t, g.constant({ dtype: "float32", shape: [3], data: Float32Array.of(1, 2, 3) })),
      ),
    },
    { title: "a number", inputs: { x: real(2) }, build: x((t) => g.add(t, g.constant(0.5))) },
  ],
  add: binary(g.add),
  subtract: binary(g.subtract),
  multiply: binary(g.multiply),
  divide: binary(g.divide, positive),
  negate: unary(g.negate),
  exp: unary(g.exp),
  log: unary(g.log, positive),
  sqrt: unary(g.sqrt, positive),
  tanh: unary(g.tanh),
  erf: unary(g.erf),
  normalCumulative: unary(g.normalCumulative),
  sigmoid: unary(g.sigmoid),
  relu: unary(g.relu, awayFromZero),
  sign: unary(g.sign, awayFromZero).map((sample) => ({ ...sample, hasNoGradient: true })),
  sizeOf: [
    {
      title: "symbolic rows",
      inputs: { x: real("rows", 4) },
      build: x((t) => g.cast(g.sizeOf(t), "float32")),
      hasNoGradient: true,
    },
  ],
  gelu: [...unary((t) => g.gelu(t, "none")), ...unary((t) => g.gelu(t, "tanh"))],
  softmax: unary(g.softmax).slice(0, 2),
  logSoftmax: unary(g.logSoftmax).slice(0, 2),
  linear: [
    { title: "symbolic rows", inputs: dense, build: abc(g.linear) },
    {
      title: "one row, one column",
      inputs: { a: real(1, 2), b: real(1, 2), c: real(1) },
      build: abc(g.linear),
    },
  ],
  matmul: [
    { scale: 0.5 },
    {},
    { transposeA: true, scale: 2 },
    { transposeB: true },
    { transposeA: true, transposeB: true, scale: -1 },
  ].flatMap(product),
  layerNormalization: [
    {
      title: "symbolic rows",
      inputs: normalized,
      build: abc((a, b, c) => g.layerNormalization(a, b, c, 1e-3)),
    },
    {
      title: "one row",
      inputs: { ...normalized, a: real(1, 6) },
      build: abc((a, b, c) => g.layerNormalization(a, b, c, 1e-12)),
    },
  ],
  reduceSum: reduction(g.reduceSum),
  reduceMax: reduction(g.reduceMax),
  cumulativeSum: [
    { title: "rows", inputs: { x: real("rows", 3) }, build: x((t) => g.cumulativeSum(t, 0)) },
    { title: "columns", inputs: { x: real(2, "rows") }, build: x((t) => g.cumulativeSum(t, -1)) },
  ],
  expand: [
    { title: "size 1", inputs: { x: real(3, 1) }, build: x((t) => g.expand(t, [2, 3, 4])) },
    {
      title: "to symbols",
      inputs: { a: real(1, 2), b: real("rows", 2) },
      build: ab((a, b) => g.multiply(g.expand(a, ["rows", 2]), b)),
    },
  ],
  reshape: [
    { title: "numbers", inputs: { x: real(2, 6) }, build: x((t) => g.reshape(t, [3, 4])) },
    {
      title: "symbols kept",
      inputs: { x: real("sequences", "length", 4) },
      build: x((t) => g.reshape(t, ["sequences", "length", 2, 2])),
    },
    {
      title: "symbols flattened to a new one, and back from an op",
      inputs: { x: real("sequences", "length", 4) },
      build: x((t) => {
        const flat = g.exp(g.reshape(t, ["slots", 4]));
        return g.reshape(flat, ["sequences", 2, "length", 2]);
      }),
    },
    {
      title: "a symbol moved",
      inputs: { x: real("sequences", 1, "length") },
      build: x((t) => g.reshape(t, ["sequences", "length"])),
    },
    { title: "a scalar", inputs: { x: real(1, 1) }, build: x((t) => g.reshape(t, [])) },
  ],
  transpose: [
    {
      title: "heads",
      inputs: { x: real("sequences", "length", 2, 1) },
      build: x((t) => g.transpose(t, [0, 2, 1, 3])),
    },
    { title: "a cycle", inputs: { x: real(2, 3, 4) }, build: x((t) => g.transpose(t, [2, 0, 1])) },
  ],
  concat: [
    {
      title: "columns",
      inputs: { a: real("rows", 1), b: real("rows", 2), c: real("rows", 3) },
      build: abc((a, b, c) => g.concat([a, b, c], -1)),
    },
    {
      title: "twice the same rows",
      inputs: { x: real(2, 3) },
      build: x((t) => g.concat([t, t], 0)),
    },
  ],
  slice: [
    { title: "numbers", inputs: { x: real("rows", 4) }, build: x((t) => g.slice(t, -1, 1, 2)) },
    { title: "of a symbol", inputs: { x: real("rows", 4) }, build: x((t) => g.slice(t, 0, 1, 2)) },
    {
      title: "as many as a symbol",
      inputs: { a: real(9, 2), b: real("rows", 2) },
      build: ab((a, b) => g.add(g.slice(a, 0, 2, "rows"), b)),
    },
  ],
  pad: [
    { title: "numbers", inputs: { x: real("rows", 2) }, build: x((t) => g.pad(t, 1, 1, 4)) },
    {
      title: "to a symbol",
      inputs: { a: real("rows", 2), b: real("grown", 2) },
      build: ab((a, b) => g.add(g.pad(a, 0, 1, "grown"), b)),
    },
  ],
  gatherRows: [
    {
      title: "rows of a matrix",
      inputs: { a: real("rows", 2), b: whole([3, 0, 4]) },
      build: ab(g.gatherRows),
    },
    { title: "one row", inputs: { a: real(1, 2, 2), b: whole([0]) }, build: ab(g.gatherRows) },
  ],
  scatterRows: [
    {
      title: "rows of a matrix",
      inputs: { a: real(3, 2), b: whole([3, 0, 4]), c: real("rows", 2) },
      build: abc((a, b, c) => g.add(g.scatterRows(a, b, "rows"), c)),
    },
    {
      title: "one row",
      inputs: { a: real(1, 2), b: whole([1]) },
      build: ab((a, b) => g.scatterRows(a, b, 3)),
    },
  ],
  regroup: [
    {
      title: "rows to a grid",
      inputs: { a: real(6, 2), b: grid, c: slots },
      build: abc(g.regroup),
    },
    {
      title: "a grid to rows",
      inputs: { a: real("sequences", "length", 2), b: slots, c: grid },
      build: abc((a, b, c) => g.regroup(g.reshape(a, ["slots", 2]), b, c)),
    },
    {
      title: "rows to a grid and back",
      inputs: { a: real(6, 1), b: grid, c: slots },
      build: abc((a, b, c) => {
        const there = g.exp(g.regroup(a, b, c));
        return g.regroup(g.reshape(there, ["slots", 1]), c, b);
      }),
    },
  ],
  cast: [
    {
      title: "to float32",
      inputs: { x: whole([1, -2, 3]) },
      build: x((t) => g.cast(t, "float32")),
      hasNoGradient: true,
    },
  ],
  oneHot: [
    {
      title: "a vector",
      inputs: { x: whole([0, 2, 1, 2, 0], ["rows"]) },
      build: x((t) => g.oneHot(t, 3)),
      hasNoGradient: true,
    },
    {
      title: "a grid",
      inputs: { x: whole([1, 0], [2, 1]) },
      build: x((t) => g.oneHot(t, 2)),
      hasNoGradient: true,
    },
  ],
  lookup: [
    {
      title: "a grid of ids",
      inputs: { a: real(3, 2), b: whole([0, 2, 2, 1, 0, 0], ["sequences", "length"]) },
      build: ab(g.lookup),
      hasNoGradient: true,
    },
  ],
};

/** A sample as tensors: its inputs, its result, and values for the inputs drawn from a seed. */
export interface Prepared {
  readonly inputs: readonly g.Tensor[];
  readonly result: g.Tensor;
  readonly feeds: Readonly<Record<string, Float64Tensor>>;
}

/** Builds a sample. Values are rounded to float32, so that a runtime gets exactly the same ones. */
export function prepare(sample: Sample, seed: number): Prepared {
  const tensors: Record<string, g.Tensor> = {};
  const feeds: Record<string, Float64Tensor> = {};
  for (const [order, [name, { shape, dtype, value }]] of Object.entries(sample.inputs).entries()) {
    tensors[name] = g.input(name, shape, dtype);
    feeds[name] = draw(shape, randomStream(seed, "sample", order), value);
  }
  return { inputs: Object.values(tensors), result: sample.build(tensors), feeds };
}

function draw(
  shape: readonly g.Dim[],
  random: ReturnType<typeof randomStream>,
  value: SampleInput["value"],
): Float64Tensor {
  const sizes = shape.map((size) => (typeof size === "number" ? size : (symbolSizes[size] ?? 1)));
  let position = 0;
  return build(sizes, () => Math.fround(value(random.nextNormal(), position++)));
}
