import { promisify } from "node:util";
import { isMainThread } from "node:worker_threads";
import { type TensorData, unreachable } from "../../base/index.js";
import type { Program } from "../engine.js";
import { reasonOf, refusal, refusing, unknownName } from "../refusal.js";
import type { CompiledModel } from "./compiled-model.js";
import type { Handle } from "./functions.js";
import { writeProfile } from "./profile.js";
import type { Runtime } from "./runtime.js";
import { copyOf, fillsShape, tensorOver } from "./tensors.js";

/** A compiled graph with what is bound to it. */
export class RequestProgram implements Program {
  readonly #runtime: Runtime;
  readonly #model: CompiledModel;
  readonly #profile: string | undefined;
  readonly #request: Handle;
  readonly #infer: (request: Handle) => Promise<number>;
  readonly #bound = new Map<string, TensorData>();
  /** OpenVINO's own tensors over bound ones; made at the next run after a binding. */
  readonly #handles = new Map<string, Handle>();
  #running: Promise<unknown> = Promise.resolve();

  constructor(runtime: Runtime, model: CompiledModel, profile: string | undefined) {
    const { functions, receive } = runtime;
    this.#runtime = runtime;
    this.#model = model;
    this.#profile = profile;
    this.#request = receive((out) =>
      functions.ov_compiled_model_create_infer_request(model.handle, out),
    );
    // koffi ends the process when a worker thread is stopped while its asynchronous call is under way.
    this.#infer = isMainThread
      ? promisify(functions.ov_infer_request_infer.async)
      : async (request) => functions.ov_infer_request_infer(request);
  }

  bind(name: string, tensor: TensorData): void {
    const { inputs, outputs } = this.#model;
    if (!inputs.has(name) && !outputs.has(name)) throw unknownName("openvino", name);
    if (!fillsShape(tensor)) {
      const { dtype, shape, data } = tensor;
      const reason = `${data.constructor.name} of ${data.length} is not ${dtype} of that shape`;
      throw refusal("openvino", `tensor "${name}" of shape [${shape.join(",")}]`, reason);
    }
    this.#release(name);
    this.#bound.set(name, tensor);
  }

  async run(): Promise<void> {
    await refusing("openvino", "a graph does not run", async () => {
      this.#handOver();
      const run = this.#infer(this.#request);
      this.#running = run;
      this.#runtime.check(await run);
      this.#fillOutputs();
    });
  }

  output(name: string): TensorData {
    return this.#bound.get(name) ?? this.#result(name);
  }

  async close(): Promise<void> {
    await this.#running.catch(() => undefined);
    const { functions } = this.#runtime;
    if (this.#profile !== undefined) {
      await writeProfile(this.#runtime, this.#request, this.#profile);
    }
    for (const name of this.#handles.keys()) this.#release(name);
    functions.ov_infer_request_free(this.#request);
    functions.ov_compiled_model_free(this.#model.handle);
  }

  /** Gives OpenVINO the tensors that were bound since the last run. */
  #handOver(): void {
    const { inputs, fixedOutputs } = this.#model;
    for (const name of inputs) {
      // OpenVINO itself would read whatever lies in a tensor of its own.
      if (!this.#bound.has(name)) throw new Error(`input '${name}' is not bound`);
    }
    for (const [name, tensor] of this.#bound) {
      if (this.#handles.has(name)) continue;
      // OpenVINO writes over the end of a bound tensor that is smaller than a result of varying shape:
      // such a result stays with OpenVINO, and is copied.
      if (inputs.has(name) || fixedOutputs.has(name)) this.#set(name, tensor);
    }
  }

  #set(name: string, tensor: TensorData): void {
    const { functions, check } = this.#runtime;
    const handle = tensorOver(this.#runtime, tensor);
    try {
      check(functions.ov_infer_request_set_tensor(this.#request, name, handle));
      this.#handles.set(name, handle);
    } catch (cause) {
      functions.ov_tensor_free(handle);
      throw new Error(`"${name}": ${reasonOf(cause)}`, { cause });
    }
  }

  #release(name: string): void {
    const handle = this.#handles.get(name);
    if (handle !== undefined) this.#runtime.functions.ov_tensor_free(handle);
    this.#handles.delete(name);
  }

  /** Copies results of varying shape into what is bound for them. */
  #fillOutputs(): void {
    for (const name of this.#model.outputs) {
      const bound = this.#bound.get(name);
      if (bound === undefined || this.#handles.has(name)) continue;
      const { dtype, shape, data } = this.#result(name);
      if (dtype !== bound.dtype || shape.join() !== bound.shape.join()) {
        const [came, wanted] = [`${dtype} [${shape}]`, `${bound.dtype} [${bound.shape}]`];
        throw new Error(`output '${name}' is ${came}, and ${wanted} is bound to it`);
      }
      copyInto(bound.data, data);
    }
  }

  /** A copy of what OpenVINO holds for an output. */
  #result(name: string): TensorData {
    const { functions, receive } = this.#runtime;
    const tensor = receive((out) =>
      functions.ov_infer_request_get_tensor(this.#request, name, out),
    );
    const copy = copyOf(this.#runtime, tensor);
    functions.ov_tensor_free(tensor);
    return copy;
  }
}

function copyInto(target: TensorData["data"], source: TensorData["data"]): void {
  if (target instanceof BigInt64Array && source instanceof BigInt64Array) target.set(source);
  else if (!(target instanceof BigInt64Array || source instanceof BigInt64Array))
    target.set(source);
  else unreachable("copies are of the bound type");
}
