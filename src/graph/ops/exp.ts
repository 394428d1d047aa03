import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { multiply } from "./multiply.js";

export const expOp: Op<One, null, One> = {
  name: "exp",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Exp", inputs),
  // y = exp(x): dy = y dx
  gradient: ({ outputs: [y] }, dy) => [multiply(dy, y)],
};

/** Exponential, element by element. */
export function exp(x: Tensor): Tensor {
  return apply(expOp, [x], null);
}
