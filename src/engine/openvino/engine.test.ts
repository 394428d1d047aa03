import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  bindExample,
  exampleGraph,
  identityGraph,
  powerGraph,
} from "../../../test/example-graph.js";
import { openvino } from "../../../test/openvino.js";
import { float32, unreachable } from "../../base/index.js";
import { probeGraph } from "../probe-graph.js";
import { openvinoEngine } from "./engine.js";

test("the graph that engines are tried with has one input of each number type", () => {
  expect(Buffer.from(probeGraph())).toEqual(Buffer.from(identityGraph()));
});

describe.skipIf(openvino === undefined)("OpenVINO", () => {
  const engine = openvino ?? { load: () => unreachable("skipped without OpenVINO"), memory: null };

  test("reads and writes memory that threads share, in place", async () => {
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
    const everything = new Float32Array(memory.buffer);
    const weights = everything.subarray(20, 24).fill(2);
    const total = everything.subarray(40, 48);
    const program = await engine.load(exampleGraph(), { threads: 1 });
    bindExample(program);
    program.bind("w", float32([4], weights));
    program.bind("total", float32([2, 4], total));
    expect(engine.memory).toBe("shared");
    await program.run();
    expect([...total]).toEqual([3, 4, 5, 6, 7, 8, 9, 10]);
    weights.fill(-1);
    await program.run();
    expect([...total]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(everything.filter((number) => number !== 0)).toHaveLength(weights.length + 7);
    await program.close();
  });

  test("leaves the event loop free while it runs", async () => {
    const program = await engine.load(powerGraph(40), { threads: 1 });
    const size = 512;
    program.bind("x", float32([size, size], new Float32Array(size * size).fill(1 / size)));
    const order: string[] = [];
    setImmediate(() => order.push("immediate"));
    await program.run().then(() => order.push("run"));
    expect(order).toEqual(["immediate", "run"]);
    expect(program.output("product").data[size]).toBeCloseTo(1 / size, 6);
    await program.close();
  });

  test("closes only after the run that is under way", async () => {
    const program = await engine.load(powerGraph(40), { threads: 1 });
    const product = new Float32Array(256 * 256);
    program.bind("x", float32([256, 256], new Float32Array(256 * 256).fill(1 / 256)));
    program.bind("product", float32([256, 256], product));
    const run = program.run();
    await program.close();
    expect(product[1]).toBeCloseTo(1 / 256, 6);
    await run;
  });

  test("says in its own words why it refuses", async () => {
    const program = await engine.load(exampleGraph(), { threads: 1 });
    bindExample(program);
    program.bind("w", float32([3], new Float32Array(3)));
    await expect(program.run()).rejects.toThrow(/^openvino: a graph does not run: "w": .*shape/);
    await program.close();
  });
});

test("a device that is no processor is refused", async () => {
  await expect(openvinoEngine({ device: "cuda" })).rejects.toMatchObject({
    code: "DEVICE_MISSING",
    exitStatus: 1,
    message: expect.stringContaining("--engine onnxruntime"),
  });
});

describe("a missing OpenVINO is reported with what to do", () => {
  let folder = "";
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-openvino-"));
    vi.stubEnv("BERTH_OPENVINO", folder);
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.doUnmock("koffi");
    vi.resetModules();
    await rm(folder, { recursive: true });
  });

  test("when there is no library where it was looked for", async () => {
    await expect(openvinoEngine()).rejects.toMatchObject({
      code: "ENGINE_MISSING",
      exitStatus: 1,
      message: expect.stringMatching(/must be found; looked in .*BERTH_OPENVINO names the folder/),
      details: { engine: "openvino", places: [folder] },
    });
  });

  test("when what is there is no library", async () => {
    const path = join(folder, "libopenvino_c.so");
    await writeFile(path, "not a library");
    vi.stubEnv("BERTH_OPENVINO", path);
    const message = expect.stringContaining(`must load; came: ${path}: `);
    await expect(openvinoEngine()).rejects.toMatchObject({ code: "ENGINE_MISSING", message });
  });

  test("when the package that calls C libraries is not installed", async () => {
    vi.resetModules();
    vi.doMock("koffi", () => {
      throw new Error("Cannot find package 'koffi'");
    });
    const { openvinoEngine: engine } = await import("./engine.js");
    await expect(engine()).rejects.toMatchObject({
      code: "ENGINE_MISSING",
      message: expect.stringContaining("npm install koffi"),
    });
  });
});
