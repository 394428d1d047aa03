import { apply, type One, type Op, type Tensor } from "../op.js";

export const sizeOfOp: Op<One, null> = {
  name: "sizeOf",
  infer: () => [{ shape: [], dtype: "int32" }],
  lower: (emitter, inputs) =>
    emitter.node("Cast", [emitter.node("Size", inputs)], { to: ONNX_INT32 }),
  // A count does not move with the values that are counted.
  gradient: () => [null],
};

const ONNX_INT32 = 6;

/** How many elements a tensor has when the graph runs: an int32 scalar. */
export function sizeOf(x: Tensor): Tensor {
  return apply(sizeOfOp, [x], null);
}
