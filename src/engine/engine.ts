import type { TensorData } from "../base/index.js";

/** The native runtimes that Berth can compute with. */
export type EngineName = "onnxruntime" | "openvino";

/** What an engine computes on. */
export type Device = "cpu" | "webgpu" | "cuda";

/** The numbers of matrix products: float32, or bfloat16 with float32 sums. Tensors are float32 in both. */
export type Precision = "f32" | "bf16";

/** One ONNX graph, ready to run on the tensors bound to its inputs. */
export interface Program {
  /**
   * Binds a tensor to an input or an output; it stays bound until the name is bound again.
   * Nothing is copied now: a run reads an input's numbers as they are then, and writes a bound output's
   * numbers into the tensor's data.
   *
   * @throws ENGINE_REFUSED when the graph has no such name, or the data do not fill the shape
   */
  bind(name: string, tensor: TensorData): void;
  /**
   * Runs the graph once. One run at a time.
   *
   * @throws ENGINE_REFUSED when an input is not bound, or a bound tensor does not fit the graph
   * @throws ENGINE_MEMORY when memory runs short; a smaller run may still do
   */
  run(): Promise<void>;
  /** The result of the last run for an output: the bound tensor, or one made by the engine. */
  output(name: string): TensorData;
  /** Frees what the engine holds for this program, after the run that is under way. */
  close(): Promise<void>;
}

export interface LoadOptions {
  /** Threads that share the work of one operation. */
  readonly threads: number;
  /** `f32` where absent. */
  readonly precision?: Precision;
  /**
   * Whether the engine keeps the memory of a run for the next one, which is a little faster; so it does
   * where absent. False for a program that runs seldom beside one that needs the memory.
   */
  readonly keepsMemory?: boolean;
  /** Where to write the engine's profile: a path and the beginning of the file's name. */
  readonly profile?: string;
}

/** A native runtime that runs ONNX graphs. All that Berth knows of one is in this room. */
export interface Engine {
  readonly name: EngineName;
  readonly device: Device;
  readonly version: string;
  /** Whether bound data may lie in memory that threads share, or must be one thread's own. */
  readonly memory: "shared" | "private";
  /**
   * Loads a graph and prepares all its outputs.
   *
   * @param onnx - the bytes of an ONNX model
   * @throws ENGINE_REFUSED when the runtime does not take the graph
   * @throws PRECISION_UNSUPPORTED when it does not compute in the precision on this machine
   * @throws ENGINE_MEMORY
   */
  load(onnx: Uint8Array, options: LoadOptions): Promise<Program>;
}
