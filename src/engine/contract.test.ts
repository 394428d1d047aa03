import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { bindExample, exampleGraph, long, repeatingGraph } from "../../test/example-graph.js";
import { openvino } from "../../test/openvino.js";
import { float32, int32, type TensorData, unreachable } from "../base/index.js";
import { type Engine, type EngineName, onnxRuntimeEngine, type Program } from "./index.js";

// What every engine does alike. Those of OpenVINO are skipped where its library is not found.
const engines: readonly { readonly name: EngineName; readonly engine: Engine | undefined }[] = [
  { name: "onnxruntime", engine: await onnxRuntimeEngine() },
  { name: "openvino", engine: openvino },
];

describe.each(engines)("$name", ({ name, engine: found }) => {
  describe.skipIf(found === undefined)("as an engine", () => {
    const engine = () => found ?? unreachable("skipped where the engine is missing");
    const loadExample = (): Promise<Program> => engine().load(exampleGraph(), { threads: 1 });

    test("says which runtime it is, of which version", () => {
      expect(engine()).toMatchObject({ name, device: "cpu" });
      expect(engine().version).toMatch(/^\d+\.\d+\.\d+/);
    });

    test("gives the outputs of a graph in three number types", async () => {
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

    test("keeps a binding: each run reads what the array holds then", async () => {
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

    test("takes inputs and outputs that are parts of WebAssembly memory", async () => {
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

    test("lets symbolic axes have another size in every run", async () => {
      const program = await loadExample();
      bindExample(program);
      for (const rows of [1, 7, 3]) {
        const total = new Float32Array(rows * 4);
        program.bind("x", float32([rows, 4], new Float32Array(rows * 4).fill(rows)));
        program.bind("ids", int32([rows], new Int32Array(rows)));
        program.bind("long_ids", long(...Array.from({ length: rows }, () => -7n)));
        program.bind("total", float32([rows, 4], total));
        await program.run();
        expect([...total.subarray(0, 4)]).toEqual([rows + 1, rows + 10, rows + 100, rows + 1000]);
        expect(program.output("product").shape).toEqual([rows, 4]);
        expect(program.output("picked")).toEqual(
          float32([rows, 4], new Float32Array(rows * 4).fill(rows)),
        );
      }
      await program.close();
    });

    test("fills every output of a graph that gives the same numbers under several names", async () => {
      const program = await engine().load(repeatingGraph(), { threads: 1 });
      const bound = new Map(["one", "again", "same", "echo"].map((n) => [n, new Float32Array(2)]));
      program.bind("x", float32([2], Float32Array.of(3, 4)));
      for (const [output, data] of bound) program.bind(output, float32([2], data));
      await program.run();
      expect(
        Object.fromEntries(Array.from(bound, ([output, data]) => [output, [...data]])),
      ).toEqual({
        ...{ one: [6, 8], again: [6, 8], same: [6, 8], echo: [3, 4] },
      });
      await program.close();
    });

    test.each<[string, TensorData]>([
      ["weights", float32([4], new Float32Array(4))],
      ["x", float32([2, 4], new Float32Array(7))],
      ["x", { dtype: "int64", shape: [2, 4], data: new Float32Array(8) }],
    ])("refuses by name a tensor that cannot be bound: %s", async (input, tensor) => {
      const program = await loadExample();
      const bind = () => program.bind(input, tensor);
      expect(bind).toThrow(expect.objectContaining({ code: "ENGINE_REFUSED" }));
      expect(bind).toThrow(`"${input}"`);
      await program.close();
    });

    test.each<[string, string, TensorData]>([
      ["an input of another fixed size", "w", float32([3], new Float32Array(3))],
      ["an input of another number type", "x", int32([2, 4], new Int32Array(8))],
      ["a smaller output", "total", float32([1, 4], new Float32Array(4))],
      ["a larger output", "total", float32([3, 4], new Float32Array(12))],
      ["an output of another shape", "total", float32([4, 2], new Float32Array(8))],
    ])("refuses to run with %s", async (_title, input, tensor) => {
      const program = await loadExample();
      bindExample(program);
      program.bind(input, tensor);
      await expect(program.run()).rejects.toMatchObject({ code: "ENGINE_REFUSED" });
      await program.close();
    });

    test("refuses to run with an input that was never bound", async () => {
      const program = await loadExample();
      await expect(program.run()).rejects.toThrow(`${name}: a graph does not run: input 'x'`);
      await program.close();
    });

    test("runs again after a run that was refused", async () => {
      const program = await loadExample();
      bindExample(program);
      program.bind("w", float32([3], new Float32Array(3)));
      await expect(program.run()).rejects.toThrow(name);
      program.bind("w", float32([4], new Float32Array(4)));
      await program.run();
      expect([...program.output("total").data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
      await program.close();
    });

    test("refuses bytes that are no ONNX graph", async () => {
      const load = engine().load(Uint8Array.of(1, 2, 3), { threads: 1 });
      await expect(load).rejects.toMatchObject({ code: "ENGINE_REFUSED" });
    });

    test("writes a profile where it was asked for", async () => {
      const folder = await mkdtemp(join(tmpdir(), "berth-profile-"));
      const options = { threads: 1, profile: join(folder, "run") };
      const program = await engine().load(exampleGraph(), options);
      bindExample(program);
      await program.run();
      await program.close();
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^run.*\.json$/)]);
      await rm(folder, { recursive: true });
    });

    test("closes a program whose run is under way after that run", async () => {
      const program = await loadExample();
      bindExample(program);
      const total = new Float32Array(8);
      program.bind("total", float32([2, 4], total));
      const run = program.run();
      await Promise.all([run, run.then(() => program.close())]);
      expect(total[7]).toBe(1008);
    });
  });
});
