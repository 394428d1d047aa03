import type { TensorData } from "../base/index.js";
import { fromBfloat16, fromFloat16 } from "./half-precision.js";

/** Bytes of one element of each element type that some weights file may have. */
export const storedBytes = {
  F64: 8,
  F32: 4,
  F16: 2,
  BF16: 2,
  I64: 8,
  I32: 4,
  I16: 2,
  I8: 1,
  U8: 1,
  BOOL: 1,
} as const;

/** An element type of a weights file, as safetensors spells it. */
export type StoredType = keyof typeof storedBytes;

/**
 * The numbers of a tensor in one of the element types that Berth computes with: floats of any width
 * become float32, integers of fewer than 32 bits int32.
 *
 * @param bytes - little-endian, a whole number of elements
 */
export function elementValues(
  type: StoredType,
  bytes: ArrayBuffer,
): Pick<TensorData, "dtype" | "data"> {
  switch (type) {
    case "I64":
      return { dtype: "int64", data: new BigInt64Array(bytes) };
    case "I32":
      return { dtype: "int32", data: new Int32Array(bytes) };
    case "I16":
      return { dtype: "int32", data: Int32Array.from(new Int16Array(bytes)) };
    case "I8":
      return { dtype: "int32", data: Int32Array.from(new Int8Array(bytes)) };
    case "U8":
    case "BOOL":
      return { dtype: "int32", data: Int32Array.from(new Uint8Array(bytes)) };
    case "F32":
      return { dtype: "float32", data: new Float32Array(bytes) };
    case "F64":
      return { dtype: "float32", data: Float32Array.from(new Float64Array(bytes)) };
    case "F16":
      return { dtype: "float32", data: fromFloat16(new Uint16Array(bytes)) };
    case "BF16":
      return { dtype: "float32", data: fromBfloat16(new Uint16Array(bytes)) };
  }
}
