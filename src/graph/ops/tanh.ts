import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { multiply } from "./multiply.js";
import { subtract } from "./subtract.js";

export const tanhOp: Op<One, null, One> = {
  name: "tanh",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Tanh", inputs),
  // y = tanh(x): dy = (1 - y^2) dx
  gradient: ({ outputs: [y] }, dy) => [multiply(dy, subtract(1, multiply(y, y)))],
};

/** Hyperbolic tangent, element by element. */
export function tanh(x: Tensor): Tensor {
  return apply(tanhOp, [x], null);
}
