import { apply, type Op, type Tensor, type Two } from "../op.js";
import { broadcastType } from "../shapes.js";
import { type Operand, tensorOf } from "./constant.js";

export const multiplyOp: Op<Two, null> = {
  name: "multiply",
  infer: broadcastType("multiply"),
  lower: (emitter, inputs) => emitter.node("Mul", inputs),
  // d(a b) = b da + a db
  gradient: ({ inputs: [left, right] }, dy) => [multiply(dy, right), multiply(dy, left)],
};

/** Product, element by element, with broadcasting. */
export function multiply(left: Operand, right: Operand): Tensor {
  return apply(multiplyOp, [tensorOf(left), tensorOf(right)], null);
}
