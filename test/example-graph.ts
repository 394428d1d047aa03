import onnxProto from "onnx-proto";
import { float32, int32, type TensorData } from "../src/base/index.js";
import type { Program } from "../src/engine/index.js";

const { onnx } = onnxProto;
const { FLOAT, INT32, INT64 } = onnx.TensorProto.DataType;

type Sizes = readonly (number | string)[];

/** Name, element type and shape of a graph's input or output. */
function value(name: string, elemType: number, sizes: Sizes) {
  const dim = sizes.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

function node(opType: string, input: string[], output: string, to?: number) {
  const type = onnx.AttributeProto.AttributeType.INT;
  const attribute = to === undefined ? [] : [{ name: "to", type, i: to }];
  return { opType, input, output: [output], attribute };
}

type Value = ReturnType<typeof value>;

function encode(graph: {
  readonly name: string;
  readonly node: ReturnType<typeof node>[];
  readonly input: Value[];
  readonly output: Value[];
}): Uint8Array {
  const model = onnx.ModelProto.create({
    irVersion: 9,
    opsetImport: [{ domain: "", version: 20 }],
    graph,
  });
  return onnx.ModelProto.encode(model).finish();
}

/**
 * total [rows, 4] = x [rows, 4] + w [4]; product [rows, 4] = total * w;
 * picked [k, 4] = x[ids]; long [k] = ids as int64; short [k] = int64 ids as int32
 */
export function exampleGraph(): Uint8Array {
  return encode({
    name: "example",
    node: [
      node("Add", ["x", "w"], "total"),
      node("Mul", ["total", "w"], "product"),
      node("Gather", ["x", "ids"], "picked"),
      node("Cast", ["ids"], "long", INT64),
      node("Cast", ["long_ids"], "short", INT32),
    ],
    input: [
      value("x", FLOAT, ["rows", 4]),
      value("w", FLOAT, [4]),
      value("ids", INT32, ["k"]),
      value("long_ids", INT64, ["k"]),
    ],
    output: [
      value("total", FLOAT, ["rows", 4]),
      value("product", FLOAT, ["rows", 4]),
      value("picked", FLOAT, ["k", 4]),
      value("long", INT64, ["k"]),
      value("short", INT32, ["k"]),
    ],
  });
}

/** one = x + x, and again and sum are the same numbers under other names; echo = x. All [rows]. */
export function repeatingGraph(): Uint8Array {
  const names = ["one", "again", "same", "echo"];
  return encode({
    name: "repeating",
    node: [
      node("Add", ["x", "x"], "one"),
      node("Identity", ["one"], "again"),
      node("Add", ["x", "x"], "same"),
      node("Identity", ["x"], "echo"),
    ],
    input: [value("x", FLOAT, ["rows"])],
    output: names.map((name) => value(name, FLOAT, ["rows"])),
  });
}

/** product [n, n] = x [n, n] to the power of `factors`, by matrix products. */
export function powerGraph(factors: number): Uint8Array {
  const names = ["x", ...Array.from({ length: factors - 2 }, (_, i) => `p${i}`), "product"];
  return encode({
    name: "power",
    node: names.slice(1).map((name, i) => node("MatMul", [names[i] ?? "", "x"], name)),
    input: [value("x", FLOAT, ["n", "n"])],
    output: [value("product", FLOAT, ["n", "n"])],
  });
}

/** The inputs of three types and their copies: what `probeGraph` holds. */
export function identityGraph(): Uint8Array {
  const types = [FLOAT, INT32, INT64];
  return encode({
    name: "probe",
    node: types.map((_, i) => node("Identity", [`x${i}`], `y${i}`)),
    input: types.map((type, i) => value(`x${i}`, type, [1])),
    output: types.map((type, i) => value(`y${i}`, type, [1])),
  });
}

/** An int64 tensor of one axis. */
export const long = (...ids: bigint[]): TensorData => ({
  dtype: "int64",
  shape: [ids.length],
  data: BigInt64Array.from(ids),
});

/** Two rows of x, and one id of each kind. */
export function bindExample(program: Program): void {
  program.bind("x", float32([2, 4], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  program.bind("w", float32([4], Float32Array.of(1, 10, 100, 1000)));
  program.bind("ids", int32([1], Int32Array.of(1)));
  program.bind("long_ids", long(-7n));
}
