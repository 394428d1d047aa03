import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import onnxProto from "onnx-proto";
import { afterEach, expect, test, vi } from "vitest";
import { float32, int32, type TensorData } from "../base/index.js";
import { availableEngines, onnxRuntimeEngine, type Program } from "./index.js";

const { onnx } = onnxProto;
const { FLOAT, INT32, INT64 } = onnx.TensorProto.DataType;

type Sizes = readonly (number | string)[];

function value(name: string, elemType: number, sizes: Sizes) {
  const dim = sizes.map((size) =>
    typeof size === "number" ? { dimValue: size } : { dimParam: size },
  );
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}

/**
 * total [rows, 4] = x [rows, 4] + w [4]; product [rows, 4] = total * w;
 * picked [k, 4] = x[ids]; long [k] = ids as int64; short [k] = int64 ids as int32
 */
function example(): Uint8Array {
  const node = (opType: string, input: string[], output: string, to?: number) => ({
    opType,
    input,
    output: [output],
    attribute:
      to === undefined ? [] : [{ name: "to", type: onnx.AttributeProto.AttributeType.INT, i: to }],
  });
  const model = onnx.ModelProto.create({
    irVersion: 9,
    opsetImport: [{ domain: "", version: 20 }],
    graph: {
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
    },
  });
  return onnx.ModelProto.encode(model).finish();
}

async function loadExample(): Promise<Program> {
  const engine = await onnxRuntimeEngine();
  return engine.load(example(), { threads: 1 });
}

const long = (...ids: bigint[]): TensorData => ({
  dtype: "int64",
  shape: [ids.length],
  data: BigInt64Array.from(ids),
});

function bindExample(program: Program): void {
  program.bind("x", float32([2, 4], Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8)));
  program.bind("w", float32([4], Float32Array.of(1, 10, 100, 1000)));
  program.bind("ids", int32([1], Int32Array.of(1)));
  program.bind("long_ids", long(-7n));
}

afterEach(() => {
  vi.doUnmock("onnxruntime-node");
  vi.resetModules();
});

test("a graph gives its outputs in three number types", async () => {
  const program = await loadExample();
  bindExample(program);
  await program.run();
  expect(program.output("total")).toEqual(
    float32([2, 4], Float32Array.of(2, 12, 103, 1004, 6, 16, 107, 1008)),
  );
  expect(program.output("picked")).toEqual(float32([1, 4], Float32Array.of(5, 6, 7, 8)));
  expect(program.output("long")).toEqual(long(1n));
  expect(program.output("short")).toEqual(int32([1], Int32Array.of(-7)));
  await program.close();
});

test("a binding stays: each run reads what the array holds then", async () => {
  const program = await loadExample();
  bindExample(program);
  const weights = Float32Array.of(0, 0, 0, 0);
  program.bind("w", float32([4], weights));
  await program.run();
  weights.fill(10);
  await program.run();
  expect([...program.output("total").data]).toEqual([11, 12, 13, 14, 15, 16, 17, 18]);
  await program.close();
});

test("inputs and outputs may be parts of WebAssembly memory", async () => {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1 });
  const everything = new Float32Array(memory.buffer);
  const weights = everything.subarray(20, 24).fill(2);
  const total = everything.subarray(40, 48);
  const program = await loadExample();
  bindExample(program);
  program.bind("w", float32([4], weights));
  program.bind("total", float32([2, 4], total));
  await program.run();
  expect([...total]).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
  expect(program.output("total").data).toBe(total);
  expect([...program.output("product").data]).toEqual([6, 8, 10, 12, 14, 16, 18, 20]);
  const written = [...everything].filter((number) => number !== 0);
  expect(written).toHaveLength(weights.length + total.length);
  await program.close();
});

test("symbolic axes may have another size in every run", async () => {
  const program = await loadExample();
  bindExample(program);
  for (const rows of [1, 7, 3]) {
    program.bind("x", float32([rows, 4], new Float32Array(rows * 4).fill(rows)));
    program.bind("ids", int32([rows], new Int32Array(rows)));
    program.bind("long_ids", long(...Array.from({ length: rows }, () => -7n)));
    await program.run();
    expect(program.output("product").shape).toEqual([rows, 4]);
    expect(program.output("picked")).toEqual(
      float32([rows, 4], new Float32Array(rows * 4).fill(rows)),
    );
  }
  await program.close();
});

test.each<[string, TensorData]>([
  ["weights", float32([4], new Float32Array(4))],
  ["x", float32([2, 4], new Float32Array(7))],
])("a tensor that cannot be bound is refused by name: %s", async (name, tensor) => {
  const program = await loadExample();
  const bind = () => program.bind(name, tensor);
  expect(bind).toThrow(expect.objectContaining({ code: "ENGINE_REFUSED" }));
  expect(bind).toThrow(`"${name}"`);
  await program.close();
});

test.each<[string, string, TensorData]>([
  ["an input of another fixed size", "w", float32([3], new Float32Array(3))],
  ["an input of another number type", "x", int32([2, 4], new Int32Array(8))],
  ["an output of another shape", "total", float32([1, 4], new Float32Array(4))],
  ["shared memory", "w", float32([4], new Float32Array(new SharedArrayBuffer(16)))],
])("a run refuses %s", async (_title, name, tensor) => {
  const program = await loadExample();
  bindExample(program);
  program.bind(name, tensor);
  await expect(program.run()).rejects.toMatchObject({ code: "ENGINE_REFUSED" });
  await program.close();
});

test("a run refuses an input that was never bound", async () => {
  const program = await loadExample();
  await expect(program.run()).rejects.toThrow("onnxruntime: a graph does not run: input 'x'");
  await program.close();
});

test("bytes that are no ONNX graph are refused", async () => {
  const engine = await onnxRuntimeEngine();
  const load = engine.load(Uint8Array.of(1, 2, 3), { threads: 1 });
  await expect(load).rejects.toMatchObject({ code: "ENGINE_REFUSED" });
});

test("a profile is written where it was asked for", async () => {
  const folder = await mkdtemp(join(tmpdir(), "berth-profile-"));
  const engine = await onnxRuntimeEngine();
  const program = await engine.load(example(), { threads: 1, profile: join(folder, "run") });
  bindExample(program);
  await program.run();
  await program.close();
  expect(await readdir(folder)).toEqual([expect.stringMatching(/^run.*\.json$/)]);
  await rm(folder, { recursive: true });
});

test("an engine says which runtime it is, of which version", async () => {
  const engine = await onnxRuntimeEngine();
  expect(engine).toMatchObject({ name: "onnxruntime", memory: "private" });
  expect(engine.version).toMatch(/^\d+\.\d+\.\d+/);
  expect(await availableEngines()).toEqual([
    { name: "onnxruntime", found: true, version: engine.version },
  ]);
});

test("a runtime that does not load is reported with what to do", async () => {
  vi.resetModules();
  vi.doMock("onnxruntime-node", () => {
    throw new Error("libonnxruntime.so.1: cannot open shared object file");
  });
  const engines = await import("./index.js");
  await expect(engines.onnxRuntimeEngine()).rejects.toMatchObject({
    code: "ENGINE_MISSING",
    exitStatus: 1,
    message: expect.stringContaining("ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node"),
  });
  expect(await engines.availableEngines()).toEqual([
    {
      name: "onnxruntime",
      found: false,
      why: expect.stringContaining("npm install onnxruntime-node"),
    },
  ]);
});
