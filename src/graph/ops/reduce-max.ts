import { apply, type One, type Op, type Tensor } from "../op.js";
import { frontAxis, reducedShape } from "../shapes.js";
import { axesConstant } from "./axes.js";
import { divide } from "./divide.js";
import { multiply } from "./multiply.js";
import { reduceSum } from "./reduce-sum.js";
import { reshape } from "./reshape.js";
import { sign } from "./sign.js";
import { subtract } from "./subtract.js";

interface Attributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export const reduceMaxOp: Op<One, Attributes, One> = {
  name: "reduceMax",
  infer: ([x], { axes, keepDims }) => [
    { shape: reducedShape(x.shape, axes, keepDims), dtype: x.dtype },
  ],
  lower: (emitter, [x], { attributes: { axes, keepDims } }) =>
    emitter.node("ReduceMax", [x, axesConstant(emitter, axes)], { keepdims: Number(keepDims) }),
  // dx = dy h / sum(h), where h is 1 for the elements that are the maximum: equal ones share
  gradient: ({ inputs: [x], outputs: [y], attributes: { axes } }, dy) => {
    const kept = reducedShape(x.shape, axes, true);
    const highest = subtract(1, sign(subtract(reshape(y, kept), x)));
    const share = divide(reshape(dy, kept), reduceSum(highest, axes, true));
    return [multiply(highest, share)];
  },
};

/**
 * Maximum over some axes.
 *
 * @param axes - counted from the front, or from the end when negative
 * @param keepDims - leave the reduced axes as size 1
 */
export function reduceMax(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
  const front = axes.map((axis) => frontAxis("reduceMax", x, axis));
  return apply(reduceMaxOp, [x], { axes: front, keepDims });
}
