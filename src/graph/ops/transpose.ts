import { apply, type One, type Op, type Tensor } from "../op.js";
import { shapeMismatch } from "../shapes.js";

interface Attributes {
  readonly permutation: readonly number[];
}

export const transposeOp: Op<One, Attributes> = {
  name: "transpose",
  infer: ([x], { permutation }) => {
    const isPermutation = x.shape.every((_, axis) => permutation.includes(axis));
    if (!isPermutation || permutation.length !== x.shape.length) {
      shapeMismatch("transpose", `the permutation [${permutation}] must name each axis once`, {
        x: x.shape,
      });
    }
    return [{ shape: permutation.map((axis) => x.shape[axis] ?? 1), dtype: x.dtype }];
  },
  lower: (emitter, inputs, { attributes: { permutation } }) =>
    emitter.node("Transpose", inputs, { perm: permutation }),
  // the gradient goes the way back
  gradient: ({ attributes: { permutation } }, dy) => [
    transpose(
      dy,
      permutation.map((_, axis) => permutation.indexOf(axis)),
    ),
  ],
};

/** The axes in another order: axis `i` of the result is axis `permutation[i]` of `x`. */
export function transpose(x: Tensor, permutation: readonly number[]): Tensor {
  return apply(transposeOp, [x], { permutation });
}
