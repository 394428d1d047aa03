import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { divide } from "./divide.js";

export const logOp: Op<One, null, One> = {
  name: "log",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Log", inputs),
  // d log(x) = dx / x
  gradient: ({ inputs: [x] }, dy) => [divide(dy, x)],
};

/** Natural logarithm, element by element. */
export function log(x: Tensor): Tensor {
  return apply(logOp, [x], null);
}
