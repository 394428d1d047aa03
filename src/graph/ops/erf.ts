import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { exp } from "./exp.js";
import { multiply } from "./multiply.js";
import { negate } from "./negate.js";

const TWO_OVER_ROOT_PI = 2 / Math.sqrt(Math.PI);

export const erfOp: Op<One, null> = {
  name: "erf",
  infer: sameType,
  lower: (emitter, inputs) => emitter.node("Erf", inputs),
  // d erf(x) = 2 / sqrt(pi) exp(-x^2) dx
  gradient: ({ inputs: [x] }, dy) => [
    multiply(dy, multiply(exp(negate(multiply(x, x))), TWO_OVER_ROOT_PI)),
  ],
};

/** Gauss error function, element by element. */
export function erf(x: Tensor): Tensor {
  return apply(erfOp, [x], null);
}
