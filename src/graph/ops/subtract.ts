import { apply, type Op, type Tensor, type Two } from "../op.js";
import { broadcastType } from "../shapes.js";
import { type Operand, tensorOf } from "./constant.js";
import { negate } from "./negate.js";

export const subtractOp: Op<Two, null> = {
  name: "subtract",
  infer: broadcastType("subtract"),
  lower: (emitter, inputs) => emitter.node("Sub", inputs),
  // d(a - b) = da - db
  gradient: (_, dy) => [dy, negate(dy)],
};

/** Difference, element by element, with broadcasting. */
export function subtract(left: Operand, right: Operand): Tensor {
  return apply(subtractOp, [tensorOf(left), tensorOf(right)], null);
}
