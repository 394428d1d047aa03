import type * as OnnxRuntime from "onnxruntime-node";
import { BerthError, type DType, type TensorData, unreachable } from "../base/index.js";
import type { Engine, LoadOptions, Program } from "./engine.js";
import { memoryFault } from "./memory-fault.js";

type Runtime = typeof OnnxRuntime;
type Session = OnnxRuntime.InferenceSession;
type Tensors = Record<string, OnnxRuntime.Tensor>;

/**
 * ONNX Runtime on the CPU. A run blocks the JavaScript thread that calls it.
 *
 * @throws ENGINE_MISSING when its package or native library does not load on this machine
 */
export async function onnxRuntimeEngine(): Promise<Engine> {
  const runtime = await importRuntime();
  // Read when the first session is made; without it, warnings about absent GPUs go to stderr.
  runtime.env.logLevel = "error";
  return {
    name: "onnxruntime",
    version: runtime.env.versions.node ?? "unknown",
    memory: "private",
    async load(onnx, options) {
      const session = await refusing("a graph does not load", () =>
        runtime.InferenceSession.create(onnx, sessionOptions(options)),
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
        `${firstLine(cause)}. Install the package again for this machine: ` +
        "ONNXRUNTIME_NODE_INSTALL=skip npm install onnxruntime-node",
      { engine: "onnxruntime", platform: process.platform, architecture: process.arch },
      { cause },
    );
  }
}

function sessionOptions({
  threads,
  profile,
  keepsMemory = true,
}: LoadOptions): OnnxRuntime.InferenceSession.SessionOptions {
  return {
    executionProviders: ["cpu"],
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
      throw refusal(`tensor "${name}" of shape [${shape.join(",")}]`, cause);
    }
  }

  async run(): Promise<void> {
    const fetches = Object.fromEntries(
      this.#session.outputNames.map((name) => [name, this.#outputs[name] ?? null]),
    );
    const results = await refusing("a graph does not run", () =>
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
    throw new BerthError(
      "ENGINE_REFUSED",
      `onnxruntime: a bound name must be an input or output of the graph; got "${name}"`,
      { engine: "onnxruntime", name },
    );
  }
}

async function refusing<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    throw memoryFault(cause) ?? refusal(what, cause);
  }
}

function refusal(what: string, cause: unknown): BerthError {
  const reason = firstLine(cause);
  const details = { engine: "onnxruntime", reason };
  return new BerthError("ENGINE_REFUSED", `onnxruntime: ${what}: ${reason}`, details, { cause });
}

function firstLine(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  return message.split("\n")[0] ?? message;
}
