import type { IKoffiLib, TypeSpec } from "koffi";

/** The package that calls C functions, as it is imported. */
export type Koffi = typeof import("koffi");

/** Something of OpenVINO's that only its own functions can read. */
export type Handle = object;

/** What every function gives back: 0, or the number of an error. */
export type Status = number;

/** Where a function puts a result. */
export type Receiver<T> = [T | null];

/** A shape as the C library has it. */
export interface NativeShape {
  readonly rank: number;
  /** `[rank]` sizes: an array when it goes in, a pointer when it comes out. */
  readonly dims: BigInt64Array | Handle | null;
}

/** A list as the C library has it. */
export interface NativeList {
  readonly rows: Handle;
  readonly size: number;
}

/** The functions of OpenVINO's C library that Berth calls, under their own names. */
export interface Functions {
  ov_get_openvino_version(version: { buildNumber?: string; description?: string }): Status;
  ov_get_error_info(status: Status): string;
  ov_get_last_err_msg(): string | null;
  ov_core_create(core: Receiver<Handle>): Status;
  ov_core_get_property(core: Handle, device: string, key: string, value: Receiver<string>): Status;
  ov_core_read_model_from_memory_buffer(
    core: Handle,
    bytes: Uint8Array,
    size: number,
    weights: null,
    model: Receiver<Handle>,
  ): Status;
  ov_model_inputs_size(model: Handle, count: Receiver<number>): Status;
  ov_model_outputs_size(model: Handle, count: Receiver<number>): Status;
  ov_model_const_input_by_index(model: Handle, index: number, port: Receiver<Handle>): Status;
  ov_model_const_output_by_index(model: Handle, index: number, port: Receiver<Handle>): Status;
  ov_model_free(model: Handle): void;
  /** `count` is that of the keys and values behind, each of them after its type, `"str"`. */
  ov_core_compile_model(
    core: Handle,
    model: Handle,
    device: string,
    count: number,
    compiled: Receiver<Handle>,
    ...keysAndValues: readonly string[]
  ): Status;
  ov_compiled_model_get_property(compiled: Handle, key: string, value: Receiver<string>): Status;
  ov_compiled_model_create_infer_request(compiled: Handle, request: Receiver<Handle>): Status;
  ov_compiled_model_free(compiled: Handle): void;
  ov_port_get_any_name(port: Handle, name: Receiver<string>): Status;
  /** Refuses where a size is not known before a run. */
  ov_const_port_get_shape(port: Handle, shape: Partial<NativeShape>): Status;
  ov_port_get_element_type(port: Handle, type: Receiver<number>): Status;
  ov_output_const_port_free(port: Handle): void;
  ov_infer_request_set_tensor(request: Handle, name: string, tensor: Handle): Status;
  ov_infer_request_get_tensor(request: Handle, name: string, tensor: Receiver<Handle>): Status;
  readonly ov_infer_request_infer: {
    (request: Handle): Status;
    /** The same on another thread. */
    async(request: Handle, done: (error: Error | null, status: Status) => void): void;
  };
  ov_infer_request_get_profiling_info(request: Handle, list: Partial<NativeList>): Status;
  ov_profiling_info_list_free(list: NativeList): void;
  ov_infer_request_free(request: Handle): void;
  ov_tensor_create_from_host_ptr(
    type: number,
    shape: NativeShape,
    data: ArrayBufferView,
    tensor: Receiver<Handle>,
  ): Status;
  ov_tensor_get_shape(tensor: Handle, shape: Partial<NativeShape>): Status;
  ov_tensor_get_element_type(tensor: Handle, type: Receiver<number>): Status;
  ov_tensor_data(tensor: Handle, data: Receiver<Handle>): Status;
  ov_tensor_free(tensor: Handle): void;
  ov_shape_free(shape: Partial<NativeShape>): Status;
}

/** Finds every function in the library; throws where it is too old to have one. */
export function declareFunctions(koffi: Koffi, library: IKoffiLib): Functions {
  const receiver = (type: TypeSpec) => koffi.out(koffi.pointer(type));
  const [handle, size, number, text] = ["void *", "size_t", "int", "str"];
  const [handleOut, sizeOut, numberOut] = [receiver(handle), receiver(size), receiver(number)];
  // Texts that OpenVINO allocates are copied, then given back to it.
  const ownedText = koffi.disposable(text, library.func("ov_free", "void", [handle]));
  const textOut = receiver(ownedText);
  const version = koffi.struct({ buildNumber: ownedText, description: ownedText });
  const shape = koffi.struct({ rank: "int64_t", dims: handle });
  const list = koffi.struct({ rows: handle, size });

  type Result = "status" | "nothing" | "text" | "ownedText";
  const results = { status: number, nothing: "void", text, ownedText };
  const signatures: Readonly<Record<keyof Functions, readonly [Result, ...TypeSpec[]]>> = {
    ov_get_openvino_version: ["status", receiver(version)],
    ov_get_error_info: ["text", number],
    ov_get_last_err_msg: ["ownedText"],
    ov_core_create: ["status", handleOut],
    ov_core_get_property: ["status", handle, text, text, textOut],
    ov_core_read_model_from_memory_buffer: ["status", handle, handle, size, handle, handleOut],
    ov_model_inputs_size: ["status", handle, sizeOut],
    ov_model_outputs_size: ["status", handle, sizeOut],
    ov_model_const_input_by_index: ["status", handle, size, handleOut],
    ov_model_const_output_by_index: ["status", handle, size, handleOut],
    ov_model_free: ["nothing", handle],
    ov_core_compile_model: ["status", handle, handle, text, size, handleOut, "..."],
    ov_compiled_model_get_property: ["status", handle, text, textOut],
    ov_compiled_model_create_infer_request: ["status", handle, handleOut],
    ov_compiled_model_free: ["nothing", handle],
    ov_port_get_any_name: ["status", handle, textOut],
    ov_const_port_get_shape: ["status", handle, receiver(shape)],
    ov_port_get_element_type: ["status", handle, numberOut],
    ov_output_const_port_free: ["nothing", handle],
    ov_infer_request_set_tensor: ["status", handle, text, handle],
    ov_infer_request_get_tensor: ["status", handle, text, handleOut],
    ov_infer_request_infer: ["status", handle],
    ov_infer_request_get_profiling_info: ["status", handle, receiver(list)],
    ov_profiling_info_list_free: ["nothing", koffi.pointer(list)],
    ov_infer_request_free: ["nothing", handle],
    ov_tensor_create_from_host_ptr: ["status", number, shape, handle, handleOut],
    ov_tensor_get_shape: ["status", handle, receiver(shape)],
    ov_tensor_get_element_type: ["status", handle, numberOut],
    ov_tensor_data: ["status", handle, handleOut],
    ov_tensor_free: ["nothing", handle],
    ov_shape_free: ["status", koffi.pointer(shape)],
  };
  const functions = Object.entries(signatures).map(([name, [result, ...parameters]]) => [
    name,
    library.func(name, results[result], parameters),
  ]);
  return Object.fromEntries(functions) as Functions;
}
