/** IEEE 754 binary16 of float32 values, rounded to the nearest, of two equally near ones to the even one. */
export function toFloat16(values) {
  const bits = new Uint32Array(Float32Array.from(values).buffer);
  return Uint16Array.from(bits, halfOf);
}

function halfOf(bits) {
  const sign = (bits >>> 16) & 0x8000;
  const magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000) return sign | 0x7e00; // not a number
  if (magnitude >= 0x477ff000) return sign | 0x7c00; // rounds to more than 65,504
  const exponent = magnitude >>> 23;
  // Below 2^-14 a half has steps of 2^-24 and no hidden 1 in front of its fraction.
  const dropped = exponent < 113 ? Math.min(126 - exponent, 31) : 13;
  const whole = exponent < 113 ? (magnitude & 0x7fffff) | 0x800000 : magnitude - 0x38000000;
  const rest = whole % 2 ** dropped;
  const kept = Math.floor(whole / 2 ** dropped);
  const half = 2 ** (dropped - 1);
  const up = rest > half || (rest === half && kept % 2 === 1) ? 1 : 0;
  return sign | (kept + up);
}
