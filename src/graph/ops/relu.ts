import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { multiply } from "./multiply.js";
import { sign } from "./sign.js";

export const reluOp: Op<One, null, One> = {
  name: "relu",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Relu", inputs),
  // y = max(x, 0): dy = sign(y) dx, as y is never below 0
  gradient: ({ outputs: [y] }, dy) => [multiply(dy, sign(y))],
};

/** The value where it is above 0, else 0, element by element. */
export function relu(x: Tensor): Tensor {
  return apply(reluOp, [x], null);
}
