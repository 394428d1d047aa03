import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { multiply } from "./multiply.js";
import { reduceSum } from "./reduce-sum.js";
import { subtract } from "./subtract.js";

export const softmaxOp: Op<One, null, One> = {
  name: "softmax",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Softmax", inputs, { axis: -1 }),
  // y = softmax(x): dx = y (dy - sum(dy y)), the sum over the last axis
  gradient: ({ outputs: [y] }, dy) => [
    multiply(y, subtract(dy, reduceSum(multiply(dy, y), [-1], true))),
  ],
};

/** Shares that are above 0 and sum to 1 over the last axis: `exp(x) / sum(exp(x))`. */
export function softmax(x: Tensor): Tensor {
  return apply(softmaxOp, [x], null);
}
