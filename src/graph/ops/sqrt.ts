import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { divide } from "./divide.js";
import { multiply } from "./multiply.js";

export const sqrtOp: Op<One, null, One> = {
  name: "sqrt",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Sqrt", inputs),
  // y = sqrt(x): dy = dx / (2 y)
  gradient: ({ outputs: [y] }, dy) => [divide(dy, multiply(y, 2))],
};

/** Square root, element by element. */
export function sqrt(x: Tensor): Tensor {
  return apply(sqrtOp, [x], null);
}
