import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { afterEach, describe, expect, test, vi } from "vitest";
import { powerGraph } from "../../test/example-graph.js";
import { openvino } from "../../test/openvino.js";
import {
  availableDevices,
  availableEngines,
  chooseEngine,
  choosePrecision,
  onnxRuntimeEngine,
  processorFeatures,
} from "./index.js";

const hasNvidia = existsSync("/dev/nvidiactl");
const nowhere = join(tmpdir(), "no-openvino-here");
afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(hasNvidia)("without an NVIDIA GPU", () => {
  test("auto takes ONNX Runtime on the processor where OpenVINO is not found", async () => {
    vi.stubEnv("BERTH_OPENVINO", nowhere);
    expect(await chooseEngine({ engine: "auto", device: "auto" })).toMatchObject({
      name: "onnxruntime",
      device: "cpu",
    });
    await expect(chooseEngine({ engine: "openvino", device: "auto" })).rejects.toMatchObject({
      code: "ENGINE_MISSING",
    });
  });

  test("CUDA is refused, with how to get it", async () => {
    await expect(chooseEngine({ engine: "auto", device: "cuda" })).rejects.toMatchObject({
      code: "DEVICE_MISSING",
      exitStatus: 1,
      message: expect.stringMatching(/"cuda" cannot be used: .*ONNXRUNTIME_NODE_INSTALL=cuda12/),
      details: { engine: "onnxruntime", device: "cuda" },
    });
    expect(await availableDevices()).toMatchObject([
      { name: "cpu", found: true },
      { name: "cuda", found: false, why: expect.stringContaining("docs/engines.md") },
      { name: "webgpu" },
    ]);
  });

  test.skipIf(openvino === undefined)("auto takes OpenVINO where it is found", async () => {
    const { name, device, version } = await chooseEngine({ engine: "auto", device: "auto" });
    expect({ name, device }).toEqual({ name: "openvino", device: "cpu" });
    expect(version).toBe(openvino?.version);
  });
});

test("an engine that is named is the one that comes", async () => {
  const engine = await chooseEngine({ engine: "onnxruntime", device: "cpu" });
  expect(engine).toMatchObject({ name: "onnxruntime", device: "cpu" });
});

test("both engines are listed, with their version or what to do", async () => {
  vi.stubEnv("BERTH_OPENVINO", nowhere);
  const { version } = await onnxRuntimeEngine();
  expect(await availableEngines()).toEqual([
    { name: "onnxruntime", found: true, version },
    { name: "openvino", found: false, why: expect.stringContaining("docs/engines.md") },
  ]);
});

/** Loads a graph in the engine of the choice over the memory it was given, and posts before and after a run. */
const workerSource = `
  import { parentPort, workerData } from "node:worker_threads";
  const { chooseEngine } = await import(workerData.engines);
  const engine = await chooseEngine(workerData.choice);
  const program = await engine.load(workerData.onnx, { threads: 1 });
  const { size } = workerData;
  program.bind("x", { dtype: "float32", shape: [size, size], data: workerData.x });
  program.bind("product", { dtype: "float32", shape: [size, size], data: workerData.product });
  parentPort.postMessage("ready");
  await program.run();
  await program.close();
  parentPort.postMessage("done");
`;

describe.skipIf(openvino === undefined)("a worker thread", () => {
  const size = 256;
  const product = new Float32Array(new SharedArrayBuffer(4 * size * size));
  const start = () =>
    new Worker(new URL(`data:text/javascript,${encodeURIComponent(workerSource)}`), {
      execArgv: [],
      workerData: {
        engines: new URL("../../dist/engine/index.js", import.meta.url).href,
        choice: { engine: openvino?.name, device: openvino?.device },
        onnx: powerGraph(200),
        size,
        x: new Float32Array(new SharedArrayBuffer(4 * size * size)).fill(1 / size),
        product,
      },
    });
  const message = (worker: Worker, text: string) =>
    new Promise<void>((resolve, reject) => {
      worker.on("error", reject);
      worker.on("message", (came) => came === text && resolve());
    });

  test("makes the same engine from a name and a device, and shares its memory", async () => {
    const worker = start();
    await message(worker, "done");
    expect(product.at(-1)).toBeCloseTo(1 / size, 6);
    await worker.terminate();
  });

  test("may be stopped while a graph runs", async () => {
    const worker = start();
    await message(worker, "ready");
    await worker.terminate();
    expect(worker.threadId).toBe(-1);
  });
});

test.each([
  ["auto", "onnxruntime", "training", "f32"],
  ["auto", "openvino", "inference", "f32"],
  ["f32", "openvino", "training", "f32"],
  ["bf16", "openvino", "inference", "bf16"],
] as const)("precision %s with %s for %s is %s", async (wish, engine, purpose, precision) => {
  expect(await choosePrecision(wish, { engine, purpose })).toBe(precision);
});

test("precision auto for training with OpenVINO is bf16 on a processor with AMX, else f32", async () => {
  const hasAmx = (await processorFeatures()).includes("amx_bf16");
  const precision = await choosePrecision("auto", { engine: "openvino", purpose: "training" });
  expect(precision).toBe(hasAmx ? "bf16" : "f32");
});

test("bf16 with ONNX Runtime is refused before anything is loaded", async () => {
  const chosen = choosePrecision("bf16", { engine: "onnxruntime", purpose: "training" });
  await expect(chosen).rejects.toMatchObject({ code: "PRECISION_UNSUPPORTED", exitStatus: 2 });
});
