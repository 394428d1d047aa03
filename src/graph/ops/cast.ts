import type { DType } from "../../base/index.js";
import { apply, type One, type Op, type Tensor } from "../op.js";

interface Attributes {
  readonly dtype: DType;
}

/** Element types by ONNX's numbers. */
const onnxTypes: Readonly<Record<DType, number>> = { float32: 1, int32: 6, int64: 7 };

export const castOp: Op<One, Attributes> = {
  name: "cast",
  infer: ([x], { dtype }) => [{ shape: x.shape, dtype }],
  lower: (emitter, inputs, { attributes: { dtype } }) =>
    emitter.node("Cast", inputs, { to: onnxTypes[dtype] }),
  // One side is whole numbers: they have no gradient.
  gradient: () => [null],
};

/** The values in another element type; to whole numbers, rounded towards 0. */
export function cast(x: Tensor, dtype: DType): Tensor {
  return x.dtype === dtype ? x : apply(castOp, [x], { dtype });
}
