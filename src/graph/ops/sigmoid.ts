import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { multiply } from "./multiply.js";
import { subtract } from "./subtract.js";

export const sigmoidOp: Op<One, null, One> = {
  name: "sigmoid",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Sigmoid", inputs),
  // y = sigmoid(x): dy = y (1 - y) dx
  gradient: ({ outputs: [y] }, dy) => [multiply(dy, multiply(y, subtract(1, y)))],
};

/** Logistic function `1 / (1 + exp(-x))`, element by element. */
export function sigmoid(x: Tensor): Tensor {
  return apply(sigmoidOp, [x], null);
}
