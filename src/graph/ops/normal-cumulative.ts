import { float32 } from "../../base/index.js";
import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { exp } from "./exp.js";
import { multiply } from "./multiply.js";
import { subtract } from "./subtract.js";

export const normalCumulativeOp: Op<One, null> = {
  name: "normalCumulative",
  infer: sameType,
  // P(x) = (1 + erf(x / sqrt(2))) / 2; HardSigmoid does the sum and the half in one pass, and its
  // bounds of 0 and 1 are those of P.
  lower: (emitter, [x]) => {
    const factor = emitter.constant(float32([], Float32Array.of(Math.SQRT1_2)));
    const error = emitter.node("Erf", [emitter.node("Mul", [x, factor])]);
    return emitter.node("HardSigmoid", [error], { alpha: { float: 0.5 }, beta: { float: 0.5 } });
  },
  // dP(x) = exp(-x^2 / 2) / sqrt(2 pi) dx
  gradient: ({ inputs: [x] }, dy) => {
    const s = multiply(x, Math.SQRT1_2);
    return [multiply(dy, exp(subtract(-Math.log(2 * Math.PI) / 2, multiply(s, s))))];
  },
};

/** Cumulative distribution of the standard normal distribution, element by element. */
export function normalCumulative(x: Tensor): Tensor {
  return apply(normalCumulativeOp, [x], null);
}
