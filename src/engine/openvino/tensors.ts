import { type DType, elementCount, type TensorData, unreachable } from "../../base/index.js";
import type { Handle, NativeShape } from "./functions.js";
import type { Runtime } from "./runtime.js";

const dtypes: readonly DType[] = ["float32", "int32", "int64"];
const arrays = { float32: Float32Array, int32: Int32Array, int64: BigInt64Array } as const;

/** Whether the data are of the type and fill the shape. */
export function fillsShape({ dtype, shape, data }: TensorData): boolean {
  return data instanceof arrays[dtype] && data.length === elementCount(shape);
}

/** A tensor of OpenVINO over the numbers themselves: it reads and writes where they lie. */
export function tensorOver(
  { functions, receive, elementTypes }: Runtime,
  { dtype, shape, data }: TensorData,
): Handle {
  const native = { rank: shape.length, dims: BigInt64Array.from(shape, BigInt) };
  return receive((out) =>
    functions.ov_tensor_create_from_host_ptr(elementTypes[dtype], native, data, out),
  );
}

/** The shape of a tensor of OpenVINO. */
function shapeOf({ koffi, functions, check }: Runtime, tensor: Handle): number[] {
  const native: Partial<NativeShape> = {};
  check(functions.ov_tensor_get_shape(tensor, native));
  const { rank = 0, dims = null } = native;
  const sizes = rank === 0 ? [] : koffi.decode(dims, koffi.array("int64_t", rank, "Array"));
  functions.ov_shape_free({ rank, dims });
  return Array.from(sizes, Number);
}

/** A copy of a tensor of OpenVINO. */
export function copyOf(runtime: Runtime, tensor: Handle): TensorData {
  const { koffi, functions, receive, elementTypes } = runtime;
  const type = receive<number>((out) => functions.ov_tensor_get_element_type(tensor, out));
  const dtype =
    dtypes.find((name) => elementTypes[name] === type) ?? unreachable(`element type ${type}`);
  const shape = shapeOf(runtime, tensor);
  const pointer = receive((out) => functions.ov_tensor_data(tensor, out));
  const count = elementCount(shape);
  const array = arrays[dtype];
  const bytes = koffi.array("uint8_t", count * array.BYTES_PER_ELEMENT, "Typed");
  const { buffer }: { buffer: ArrayBuffer } = koffi.decode(pointer, bytes);
  return { dtype, shape, data: new array(buffer) };
}
