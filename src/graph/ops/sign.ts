import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";

export const signOp: Op<One, null, One> = {
  name: "sign",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Sign", inputs),
  // A step function: nothing to learn from.
  gradient: () => [null],
};

/** -1, 0 or 1, as the value is below, at or above 0, element by element. */
export function sign(x: Tensor): Tensor {
  return apply(signOp, [x], null);
}
