import type * as OnnxRuntime from "onnxruntime-node";
import { BerthError, type DType, type TensorData, unreachable } from "../base/index.js";
import { supportedPrecision } from "./choose-precision.js";
import { lackFor } from "./device-needs.js";
import type { Device, Engine, LoadOptions, Program } from "./engine.js";
import { probeGraph } from "./probe-graph.js";
import { reasonOf, refusal, refusing, unknownName } from "./refusal.js";

type Runtime = typeof OnnxRuntime;
type Session = OnnxRuntime.InferenceSession;
type Tensors = Record<string, OnnxRuntime.Tensor>;

const name = "onnxruntime";

/**
 * ONNX Runtime, on the CPU unless told otherwise. A run blocks the JavaScript thread that calls it.
 *
 * @param options - the device; CUDA and WebGPU are opened once to see whether they work
 * @throws ENGINE_MISSING when its package or native library does not load on this machine
 * @throws DEVICE_MISSING when the device cannot be used on this machine
 */
export async function onnxRuntimeEngine({
  device = "cpu",
}: {
  readonly device?: Device;
} = {}): Promise<Engine> {
  const runtime = await importRuntime();
  // Read when the first session is made; without it, warnings about absent GPUs go to stderr.
  runtime.env.logLevel = "error";
  if (device !== "cpu") await openDevice(runtime, device);
  return {
    name,
    device,
    version: runtime.env.versions.node ?? "unknown",
    memory: "private",
    async load(onnx, options) {
      supportedPrecision(options.precision ?? "f32", name);
      const session = await refusing(name, "a graph does not load", () =>
        runtime.InferenceSession.create(onnx, sessionOptions(device, options)),
      );
      return new SessionProgram(runtime, session, options.profile !== undefined);
    },
  };
}

async function importRuntime(): Promise<Runtime> {
  try {
    return await import("onnxruntime-node");
  } catch (cause) {
    const machine = `${process.platform} ${process.arch}`;
    throw new BerthError(
      "ENGINE_MISSING",
      `onnxruntime-node: its native library must load on this machine (${machine}); came: ` +
        `${reasonOf(cause)}. Install the package again for this machine: ` +
        "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
      { engine: name, platform: process.platform, architecture: process.arch },
      { cause },
    );
  }
}

/** How to get a device, for those who lack it. */
const advice: Readonly<Record<Exclude<Device, "cpu">, string>> = {
  cuda:
    "It needs Linux on x64, an NVIDIA GPU with its driver, CUDA 12, cuDNN 9, and ONNX Runtime's CUDA libraries: " +
    "ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node --ignore-scripts=false",
  webgpu:
    "It needs a GPU with a driver: for Vulkan on Linux (x64), Metal on macOS, Direct3D 12 on Windows",
};

/** Loads a graph of three nodes on the device, to see whether it works. */
async function openDevice(runtime: Runtime, device: Exclude<Device, "cpu">): Promise<void> {
  const lack = lackFor(device);
  if (lack !== undefined) throw deviceMissing(device, lack);
  try {
    const options = sessionOptions(device, { threads: 1 });
    const session = await runtime.InferenceSession.create(probeGraph(), options);
    await session.release();
  } catch (cause) {
    // The runtime's own condition stands before what it says about it.
    throw deviceMissing(device, reasonOf(cause).replace(/^.* was false\. /, ""), cause);
  }
}

function deviceMissing(device: Exclude<Device, "cpu">, why: string, cause?: unknown): BerthError {
  return new BerthError(
    "DEVICE_MISSING",
    `onnxruntime: the device "${device}" cannot be used: ${why}. ${advice[device]}. ` +
      "docs/engines.md says more; --device cpu works everywhere.",
    { engine: name, device, why },
    { cause },
  );
}

function sessionOptions(
  device: Device,
  { threads, profile, keepsMemory = true }: LoadOptions,
): OnnxRuntime.InferenceSession.SessionOptions {
  return {
    executionProviders: [device],
    executionMode: "sequential",
    graphOptimizationLevel: "all",
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    enableCpuMemArena: keepsMemory,
    // A plan of the memory is kept for every distinct shape, and batches have many: half a gigabyte
    // more at the peak of a MiniLM training, and no faster.
    enableMemPattern: false,
    // What goes wrong is thrown: it need not be on stderr too.
    logSeverityLevel: 4,
    ...(profile === undefined ? {} : { enableProfiling: true, profileFilePrefix: profile }),
  };
}

/** A session with what is bound to it: tensors over the caller's own arrays. */
class SessionProgram implements Program {
  readonly #runtime: Runtime;
  readonly #session: Session;
  readonly #profiling: boolean;
  readonly #inputs: Tensors = {};
  readonly #outputs: Tensors = {};
  #results: Tensors = {};

  constructor(runtime: Runtime, session: Session, profiling: boolean) {
    this.#runtime = runtime;
    this.#session = session;
    this.#profiling = profiling;
  }

  bind(name: string, { dtype, shape, data }: TensorData): void {
    const side = this.#sideOf(name);
    try {
      side[name] = new this.#runtime.Tensor(dtype, data, shape);
    } catch (cause) {
      throw refusal("onnxruntime", `tensor "${name}" of shape [${shape.join(",")}]`, cause);
    }
  }

  async run(): Promise<void> {
    const fetches = Object.fromEntries(
      this.#session.outputNames.map((name) => [name, this.#outputs[name] ?? null]),
    );
    const results = await refusing("onnxruntime", "a graph does not run", () =>
      this.#session.run(this.#inputs, fetches),
    );
    // What the runtime returns for a bound output is a copy of it, made anew: let it go.
    this.#results = { ...results, ...this.#outputs };
  }

  output(name: string): TensorData {
    const { type, dims, data } =
      this.#results[name] ?? unreachable(`output "${name}" before a run`);
    return { dtype: type as DType, shape: dims, data: data as TensorData["data"] };
  }

  async close(): Promise<void> {
    if (this.#profiling) this.#session.endProfiling();
    await this.#session.release();
  }

  #sideOf(name: string): Tensors {
    if (this.#session.inputNames.includes(name)) return this.#inputs;
    if (this.#session.outputNames.includes(name)) return this.#outputs;
    throw unknownName("onnxruntime", name);
  }
}
