import type { TensorData } from "../../src/base/index.js";
import { at, build, type Float64Tensor, type Index, replaced } from "./array.js";

/** An op by its definition, in float64. `shape` is the result's shape where attributes decide it. */
type Reference = (
  inputs: readonly Float64Tensor[],
  attributes: never,
  shape: readonly number[],
) => readonly Float64Tensor[];

const unary =
  (value: (x: number) => number): Reference =>
  ([x = empty]) => [{ shape: x.shape, data: x.data.map(value) }];

const binary =
  (value: (a: number, b: number) => number): Reference =>
  ([left = empty, right = empty]) => {
    const rank = Math.max(left.shape.length, right.shape.length);
    const shape = Array.from({ length: rank }, (_, axis) => {
      const sizes = [left, right].map((x) => x.shape[axis - rank + x.shape.length] ?? 1);
      return sizes.includes(0) ? 0 : Math.max(...sizes);
    });
    return [build(shape, (index) => value(at(left, index), at(right, index)))];
  };

const empty: Float64Tensor = { shape: [], data: new Float64Array(1) };

/** The rows of the first operand that the second one names. */
const takeRows: Reference = ([x = empty, index = empty]) => [
  build([...index.shape, ...x.shape.slice(1)], (position) => {
    const row = at(index, position.slice(0, index.shape.length));
    return at(x, [row, ...position.slice(index.shape.length)]);
  }),
];

/** A function of all values along some axes, for each index of the other ones. */
function reduce(
  x: Float64Tensor,
  { axes, keepDims }: { readonly axes: readonly number[]; readonly keepDims: boolean },
  combine: (values: number[]) => number,
): Float64Tensor {
  const kept = x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const reduced = build(kept, (index) => {
    const inner = axes.map((axis) => x.shape[axis] as number);
    const values = build(inner, (along) =>
      at(
        x,
        index.map((old, axis) => (axes.includes(axis) ? (along[axes.indexOf(axis)] ?? 0) : old)),
      ),
    );
    return combine([...values.data]);
  });
  const shape = keepDims ? kept : x.shape.filter((_, axis) => !axes.includes(axis));
  return { shape, data: reduced.data };
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

/** All values of the row, along the last axis, that an index lies in. */
function rowOf(x: Float64Tensor, index: Index): number[] {
  const last = x.shape.length - 1;
  return Array.from({ length: x.shape[last] ?? 1 }, (_, i) => at(x, replaced(index, last, i)));
}

/** Abramowitz and Stegun 7.1.5, the Taylor series; enough for the small arguments of tests. */
function erf(x: number): number {
  let term = x;
  let total = x;
  for (let n = 1; n < 200; n++) {
    term *= (-x * x) / n;
    total += term / (2 * n + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * total;
}

function normalCumulative(x: number): number {
  return (1 + erf(x / Math.SQRT2)) / 2;
}

function geluTanh(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

/** Every op that computes, by name. */
export const referenceOps: Readonly<Record<string, Reference>> = {
  add: binary((a, b) => a + b),
  subtract: binary((a, b) => a - b),
  multiply: binary((a, b) => a * b),
  divide: binary((a, b) => a / b),
  negate: unary((x) => -x),
  exp: unary(Math.exp),
  log: unary(Math.log),
  sqrt: unary(Math.sqrt),
  tanh: unary(Math.tanh),
  sigmoid: unary((x) => 1 / (1 + Math.exp(-x))),
  sign: unary(Math.sign),
  relu: unary((x) => Math.max(x, 0)),
  erf: unary(erf),
  normalCumulative: unary(normalCumulative),
  gelu: ([x = empty], { approximate }: { approximate: string }) => {
    const value = approximate === "tanh" ? geluTanh : (v: number) => v * normalCumulative(v);
    return [{ shape: x.shape, data: x.data.map(value) }];
  },
  constant: (_, { shape, data }: TensorData) => [{ shape, data: Float64Array.from(data, Number) }],
  cast: ([x = empty], { dtype }: { dtype: string }) => [
    dtype === "float32" ? x : { shape: x.shape, data: x.data.map(Math.trunc) },
  ],
  sizeOf: ([x = empty]) => [{ shape: [], data: Float64Array.of(x.data.length) }],
  oneHot: ([ids = empty], { depth }: { depth: number }) => [
    build([...ids.shape, depth], (index) => (at(ids, index.slice(0, -1)) === index.at(-1) ? 1 : 0)),
  ],
  linear: ([x = empty, weight = empty, bias = empty]) => [
    build([x.shape[0] ?? 1, weight.shape[0] ?? 1], ([row = 0, output = 0]) => {
      const products = rowOf(x, [row, 0]).map((value, i) => value * at(weight, [output, i]));
      return sum(products) + at(bias, [output]);
    }),
  ],
  matmul: (
    [left = empty, right = empty],
    attributes: { transposeA: boolean; transposeB: boolean; scale: number },
    shape,
  ) => {
    const { transposeA, transposeB, scale } = attributes;
    const inner = left.shape.at(transposeA ? -2 : -1) ?? 1;
    return [
      build(shape, (index) => {
        const batch = index.slice(0, -2);
        const [row = 0, column = 0] = index.slice(-2);
        const products = Array.from({ length: inner }, (_, k) => {
          const a = at(left, [...batch, ...(transposeA ? [k, row] : [row, k])]);
          return a * at(right, [...batch, ...(transposeB ? [column, k] : [k, column])]);
        });
        return scale * sum(products);
      }),
    ];
  },
  softmax: ([x = empty]) => [
    build(x.shape, (index) => Math.exp(at(x, index)) / sum(rowOf(x, index).map(Math.exp))),
  ],
  logSoftmax: ([x = empty]) => [
    build(x.shape, (index) => at(x, index) - Math.log(sum(rowOf(x, index).map(Math.exp)))),
  ],
  layerNormalization: (
    [x = empty, weight = empty, bias = empty],
    { epsilon }: { epsilon: number },
  ) => {
    const rows = [x.shape[0] ?? 1, 1];
    const mean = build(rows, ([row = 0]) => sum(rowOf(x, [row, 0])) / (x.shape[1] ?? 1));
    const inverse = build(rows, ([row = 0]) => {
      const squares = rowOf(x, [row, 0]).map((value) => (value - at(mean, [row, 0])) ** 2);
      return 1 / Math.sqrt(sum(squares) / squares.length + epsilon);
    });
    const y = build(x.shape, (index) => {
      const normed = (at(x, index) - at(mean, index)) * at(inverse, index);
      return normed * at(weight, index.slice(1)) + at(bias, index.slice(1));
    });
    return [y, mean, inverse];
  },
  reduceSum: ([x = empty], attributes: Parameters<typeof reduce>[1]) => [
    reduce(x, attributes, sum),
  ],
  reduceMax: ([x = empty], attributes: Parameters<typeof reduce>[1]) => [
    reduce(x, attributes, (values) => Math.max(...values)),
  ],
  cumulativeSum: ([x = empty], { axis, reverse }: { axis: number; reverse: boolean }) => [
    build(x.shape, (index) => {
      const place = index[axis] as number;
      const [from, to] = reverse ? [place, x.shape[axis] as number] : [0, place + 1];
      const places = Array.from({ length: to - from }, (_, i) => from + i);
      return sum(places.map((other) => at(x, replaced(index, axis, other))));
    }),
  ],
  expand: ([x = empty], _, shape) => [build(shape, (index) => at(x, index))],
  reshape: ([x = empty], _, shape) => [{ shape, data: x.data }],
  transpose: ([x = empty], { permutation }: { permutation: readonly number[] }) => [
    build(
      permutation.map((axis) => x.shape[axis] as number),
      (index) =>
        at(
          x,
          permutation.map((_, axis) => index[permutation.indexOf(axis)] as number),
        ),
    ),
  ],
  concat: (inputs, { axis }: { axis: number }, shape) => [
    build(shape, (index) => {
      let place = index[axis] as number;
      for (const x of inputs) {
        const size = x.shape[axis] as number;
        if (place < size) return at(x, replaced(index, axis, place));
        place -= size;
      }
      return Number.NaN;
    }),
  ],
  slice: ([x = empty], { axis, start }: { axis: number; start: number }, shape) => [
    build(shape, (index) => at(x, replaced(index, axis, (index[axis] as number) + start))),
  ],
  pad: ([x = empty], { axis, start }: { axis: number; start: number }, shape) => [
    build(shape, (index) => {
      const place = (index[axis] as number) - start;
      const isInside = place >= 0 && place < (x.shape[axis] as number);
      return isInside ? at(x, replaced(index, axis, place)) : 0;
    }),
  ],
  gatherRows: takeRows,
  regroup: takeRows,
  lookup: takeRows,
  scatterRows: ([x = empty, index = empty], _, shape) => [
    build(shape, ([row = 0, ...rest]) => {
      const source = index.data.indexOf(row);
      return source < 0 ? 0 : at(x, [source, ...rest]);
    }),
  ],
};
