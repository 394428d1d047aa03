import { apply, type Op, type Tensor, type Two } from "../op.js";
import { broadcastType } from "../shapes.js";
import { type Operand, tensorOf } from "./constant.js";

export const addOp: Op<Two, null> = {
  name: "add",
  infer: broadcastType("add"),
  lower: (emitter, inputs) => emitter.node("Add", inputs),
  // d(a + b) = da + db
  gradient: (_, dy) => [dy, dy],
};

/** Sum, element by element, with broadcasting. */
export function add(left: Operand, right: Operand): Tensor {
  return apply(addOp, [tensorOf(left), tensorOf(right)], null);
}
