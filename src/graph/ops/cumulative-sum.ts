import { int32 } from "../../base/index.js";
import { apply, type One, type Op, type Tensor } from "../op.js";
import { frontAxis } from "../shapes.js";

interface Attributes {
  readonly axis: number;
  /** Whether the sums are those of the values from each place to the end. */
  readonly reverse: boolean;
}

export const cumulativeSumOp: Op<One, Attributes> = {
  name: "cumulativeSum",
  infer: ([x]) => [{ shape: x.shape, dtype: x.dtype }],
  lower: (emitter, [x], { attributes: { axis, reverse } }) =>
    emitter.node("CumSum", [x, emitter.constant(int32([], Int32Array.of(axis)))], {
      reverse: Number(reverse),
    }),
  // y_j = sum_(i <= j) x_i, so dx_i = sum_(j >= i) dy_j
  gradient: ({ attributes: { axis, reverse } }, dy) => [
    apply(cumulativeSumOp, [dy], { axis, reverse: !reverse }),
  ],
};

/**
 * At each place of an axis the sum of the values up to it, that place included.
 *
 * @param axis - counted from the front, or from the end when negative
 */
export function cumulativeSum(x: Tensor, axis: number): Tensor {
  return apply(cumulativeSumOp, [x], {
    axis: frontAxis("cumulativeSum", x, axis),
    reverse: false,
  });
}
