import { float32, type TensorData } from "../../base/index.js";
import { apply, type Op, type Tensor } from "../op.js";

export const constantOp: Op<readonly [], TensorData> = {
  name: "constant",
  infer: (_, data) => [data],
  lower: (emitter, _inputs, { attributes }) => emitter.constant(attributes),
  gradient: () => [],
};

/** A value that is fixed when the graph is built: a tensor, or a number as a float32 scalar. */
export function constant(value: TensorData | number): Tensor {
  const data = typeof value === "number" ? float32([], Float32Array.of(value)) : value;
  return apply(constantOp, [], data);
}

/** An operand of an element-wise op: numbers stand for float32 scalars. */
export type Operand = Tensor | number;

/** The tensor that an operand stands for. */
export function tensorOf(operand: Operand): Tensor {
  return typeof operand === "number" ? constant(operand) : operand;
}
