import type { Emitter } from "../op.js";

/** The int64 vector in which ONNX takes axes and positions. */
export function axesConstant(emitter: Emitter, axes: readonly number[]): string {
  const data = BigInt64Array.from(axes, BigInt);
  return emitter.constant({ dtype: "int64", shape: [axes.length], data });
}
