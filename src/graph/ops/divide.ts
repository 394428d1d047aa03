import { apply, type One, type Op, type Tensor, type Two } from "../op.js";
import { broadcastType } from "../shapes.js";
import { type Operand, tensorOf } from "./constant.js";
import { multiply } from "./multiply.js";
import { negate } from "./negate.js";

export const divideOp: Op<Two, null, One> = {
  name: "divide",
  infer: broadcastType("divide"),
  lower: (emitter, inputs) => emitter.node("Div", inputs),
  // y = a / b: dy = da / b - y db / b
  gradient: ({ inputs: [, right], outputs: [y] }, dy) => {
    const share = divide(dy, right);
    return [share, negate(multiply(share, y))];
  },
};

/** Quotient, element by element, with broadcasting. */
export function divide(left: Operand, right: Operand): Tensor {
  return apply(divideOp, [tensorOf(left), tensorOf(right)], null);
}
