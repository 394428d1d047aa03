import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";

export const negateOp: Op<One, null, One> = {
  name: "negate",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Neg", inputs),
  // d(-x) = -dx
  gradient: (_, dy) => [negate(dy)],
};

/** The value with its sign turned, element by element. */
export function negate(x: Tensor): Tensor {
  return apply(negateOp, [x], null);
}
