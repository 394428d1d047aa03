import type { LoadOptions } from "../engine.js";
import type { Handle, NativeShape } from "./functions.js";
import type { Runtime } from "./runtime.js";

/** A graph that OpenVINO has made ready, with the names that may be bound. */
export interface CompiledModel {
  readonly handle: Handle;
  /** The precision that OpenVINO took. */
  readonly precision: string;
  readonly inputs: ReadonlySet<string>;
  readonly outputs: ReadonlySet<string>;
  /** The outputs whose shape is the same in every run. */
  readonly fixedOutputs: ReadonlySet<string>;
}

/** Most plans that OpenVINO keeps, one for a node and a shape it has met; left alone it keeps 5,000. */
const cachedPlans = 32;

/** Reads an ONNX graph and compiles it for the processor; throws in OpenVINO's own words. */
export function compileModel(
  runtime: Runtime,
  onnx: Uint8Array,
  { threads, precision = "f32", profile }: LoadOptions,
): CompiledModel {
  const { functions, receive, core } = runtime;
  const model = receive((out) =>
    functions.ov_core_read_model_from_memory_buffer(core, onnx, onnx.length, null, out),
  );
  const properties = {
    PERFORMANCE_HINT: "LATENCY",
    INFERENCE_NUM_THREADS: threads,
    INFERENCE_PRECISION_HINT: precision,
    PERF_COUNT: profile === undefined ? "NO" : "YES",
    CPU_RUNTIME_CACHE_CAPACITY: cachedPlans,
  };
  const words = Object.entries(properties).flatMap(([key, value]) => [key, String(value)]);
  const typed = words.flatMap((word) => ["str", word]);
  try {
    // Before the compilation, which gives some ports other names.
    const inputs = ports(runtime, model, "input");
    const outputs = ports(runtime, model, "output");
    const handle = receive((out) =>
      functions.ov_core_compile_model(core, model, "CPU", words.length, out, ...typed),
    );
    return {
      handle,
      precision: receive<string>((out) =>
        functions.ov_compiled_model_get_property(handle, "INFERENCE_PRECISION_HINT", out),
      ),
      inputs: new Set(inputs.map(({ name }) => name)),
      outputs: new Set(outputs.map(({ name }) => name)),
      fixedOutputs: new Set(outputs.filter(({ isFixed }) => isFixed).map(({ name }) => name)),
    };
  } finally {
    functions.ov_model_free(model);
  }
}

/** Names of a model's inputs or outputs, and whether their shapes are known before a run. */
function ports({ functions, receive }: Runtime, model: Handle, side: "input" | "output") {
  const count = receive<number>((out) => functions[`ov_model_${side}s_size`](model, out));
  return Array.from({ length: count }, (_, index) => {
    const port = receive((out) => functions[`ov_model_const_${side}_by_index`](model, index, out));
    const name = receive<string>((out) => functions.ov_port_get_any_name(port, out));
    const shape: Partial<NativeShape> = {};
    const isFixed = functions.ov_const_port_get_shape(port, shape) === 0;
    if (isFixed) functions.ov_shape_free(shape);
    functions.ov_output_const_port_free(port);
    return { name, isFixed };
  });
}
