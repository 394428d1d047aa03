import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { exp } from "./exp.js";
import { multiply } from "./multiply.js";
import { reduceSum } from "./reduce-sum.js";
import { subtract } from "./subtract.js";

export const logSoftmaxOp: Op<One, null, One> = {
  name: "logSoftmax",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("LogSoftmax", inputs, { axis: -1 }),
  // y = log softmax(x): dx = dy - exp(y) sum(dy), the sum over the last axis
  gradient: ({ outputs: [y] }, dy) => [subtract(dy, multiply(exp(y), reduceSum(dy, [-1], true)))],
};

/** Logarithm of the softmax over the last axis, exact for small shares too. */
export function logSoftmax(x: Tensor): Tensor {
  return apply(logSoftmaxOp, [x], null);
}
