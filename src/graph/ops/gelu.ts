import { apply, type One, type Op, type Tensor } from "../op.js";
import { sameType } from "../shapes.js";
import { add } from "./add.js";
import { exp } from "./exp.js";
import { multiply } from "./multiply.js";
import { normalCumulative } from "./normal-cumulative.js";
import { subtract } from "./subtract.js";
import { tanh } from "./tanh.js";

interface Attributes {
  /** `"none"`: with the error function. `"tanh"`: the approximation that came first. */
  readonly approximate: "none" | "tanh";
}

export const geluOp: Op<One, Attributes> = {
  name: "gelu",
  infer: sameType,
  lower: (emitter, inputs, { attributes: { approximate } }) =>
    emitter.node("Gelu", inputs, { approximate }),
  gradient: ({ inputs: [x], attributes: { approximate } }, dy) => [
    multiply(dy, approximate === "none" ? slope(x) : slopeOfTanhForm(x)),
  ],
};

// y = x P(x): dy/dx = P(x) + x p(x), where P and p are the normal distribution and its density:
// with s = x / sqrt(2), x p(x) = s exp(-s^2) / sqrt(pi)
function slope(x: Tensor): Tensor {
  const s = multiply(x, Math.SQRT1_2);
  const density = exp(subtract(-Math.log(Math.PI) / 2, multiply(s, s)));
  return add(normalCumulative(x), multiply(s, density));
}

// y = x (1 + t) / 2, t = tanh(u), u = c (x + k x^3):
// dy/dx = (1 + t) / 2 + x (1 - t^2) c (1 + 3 k x^2) / 2
function slopeOfTanhForm(x: Tensor): Tensor {
  const c = Math.sqrt(2 / Math.PI);
  const k = 0.044715;
  const square = multiply(x, x);
  const t = tanh(multiply(x, add(multiply(square, c * k), c)));
  const rise = multiply(x, add(multiply(square, 3 * c * k), c)); // x du/dx
  const slopeOfHalf = multiply(subtract(1, multiply(t, t)), rise);
  return multiply(add(add(t, slopeOfHalf), 1), 0.5);
}

/**
 * Gaussian error linear unit (Hendrycks and Gimpel 2016), element by element: `x P(X <= x)`.
 *
 * @param approximate - `"tanh"` for the form that Hugging Face calls `gelu_new`
 */
export function gelu(x: Tensor, approximate: "none" | "tanh" = "none"): Tensor {
  return apply(geluOp, [x], { approximate });
}
