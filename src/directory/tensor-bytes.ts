import { type TensorData, unreachable } from "../base/index.js";
import type { TensorEntry } from "./safetensors-header.js";

/**
 * A tensor out of its bytes: half precision and double become float32, whole numbers stay.
 *
 * @param bytes - the tensor's bytes, little-endian, in a buffer of their own
 */
export function tensorOf({ dtype, shape }: TensorEntry, bytes: ArrayBuffer): TensorData {
  switch (dtype) {
    case "F32":
      return { dtype: "float32", shape, data: new Float32Array(bytes) };
    case "F64":
      return { dtype: "float32", shape, data: Float32Array.from(new Float64Array(bytes)) };
    case "F16":
      return { dtype: "float32", shape, data: Float32Array.from(new Uint16Array(bytes), fromHalf) };
    case "BF16":
      return { dtype: "float32", shape, data: fromBrainFloat(new Uint16Array(bytes)) };
    case "I64":
      return { dtype: "int64", shape, data: new BigInt64Array(bytes) };
    case "I32":
      return { dtype: "int32", shape, data: new Int32Array(bytes) };
    default:
      return unreachable(`element type ${dtype}`);
  }
}

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits with bias 15, 10 fraction bits. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** bfloat16 is the upper half of a float32. */
function fromBrainFloat(halves: Uint16Array): Float32Array {
  const words = new Uint32Array(halves.length);
  for (let i = 0; i < halves.length; i++) words[i] = (halves[i] as number) << 16;
  return new Float32Array(words.buffer);
}
