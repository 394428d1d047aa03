/** float32 values of 16-bit floats (IEEE 754 binary16: 1 sign, 5 exponent, 10 fraction bits). */
export function fromFloat16(bits: Uint16Array): Float32Array {
  return Float32Array.from(bits, float16Value);
}

function float16Value(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >>> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  // Exponent 0: no hidden 1 in front of the fraction. Exponent 31: infinity, or not a number.
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** float32 values of bfloat16s, which are the upper halves of float32s. */
export function fromBfloat16(bits: Uint16Array): Float32Array {
  return new Float32Array(Uint32Array.from(bits, (upper) => upper << 16).buffer);
}
