import { afterEach, expect, test, vi } from "vitest";
import { bindExample, exampleGraph } from "../../test/example-graph.js";
import { float32 } from "../base/index.js";
import { onnxRuntimeEngine } from "./index.js";

afterEach(() => {
  vi.doUnmock("onnxruntime-node");
  vi.resetModules();
});

test("a run refuses memory that threads share", async () => {
  const engine = await onnxRuntimeEngine();
  const program = await engine.load(exampleGraph(), { threads: 1 });
  bindExample(program);
  program.bind("w", float32([4], new Float32Array(new SharedArrayBuffer(16))));
  expect(engine.memory).toBe("private");
  await expect(program.run()).rejects.toMatchObject({ code: "ENGINE_REFUSED" });
  await program.close();
});

test("bfloat16 is refused, with what has it", async () => {
  const engine = await onnxRuntimeEngine();
  await expect(
    engine.load(exampleGraph(), { threads: 1, precision: "bf16" }),
  ).rejects.toMatchObject({
    code: "PRECISION_UNSUPPORTED",
    exitStatus: 2,
    message: expect.stringContaining("--engine openvino"),
    details: { engine: "onnxruntime", precision: "bf16" },
  });
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
  expect((await engines.availableEngines())[0]).toEqual({
    name: "onnxruntime",
    found: false,
    why: expect.stringContaining("npm install onnxruntime-node"),
  });
});
