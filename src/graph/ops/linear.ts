import { apply, type Op, type Tensor } from "../op.js";
import { shapeMismatch } from "../shapes.js";
import { matmul } from "./matmul.js";

type Inputs = readonly [x: Tensor, weight: Tensor, bias: Tensor];

export const linearOp: Op<Inputs, null> = {
  name: "linear",
  infer: ([x, weight, bias]) => {
    const [rows = 1, width] = x.shape;
    const [outputs = 1, inputs] = weight.shape;
    if (x.shape.length !== 2 || weight.shape.length !== 2 || width !== inputs) {
      shapeMismatch("linear", "x [R,I] and weight [O,I] must have the same last axis", {
        x: x.shape,
        weight: weight.shape,
      });
    }
    if (bias.shape.length !== 1 || bias.shape[0] !== outputs) {
      shapeMismatch("linear", "bias must have one value for each row of weight", {
        weight: weight.shape,
        bias: bias.shape,
      });
    }
    return [{ shape: [rows, outputs], dtype: x.dtype }];
  },
  lower: (emitter, inputs) => emitter.node("Gemm", inputs, { transB: 1 }),
  // y = x W^T + b: dx = dy W, dW = dy^T x, db = dy summed over the rows (by un-broadcasting)
  gradient: ({ inputs: [x, weight] }, dy) => [
    matmul(dy, weight),
    matmul(dy, x, { transposeA: true }),
    dy,
  ],
};

/**
 * A dense layer: `x W^T + b`.
 *
 * Axes: R rows, I inputs, O outputs.
 *
 * @param x - `[R, I]` float
 * @param weight - `[O, I]` float, as Hugging Face stores it
 * @param bias - `[O]` float
 * @returns `[R, O]` float
 * @throws SHAPE_MISMATCH when the sizes do not fit
 *
 * @example
 * const hidden = linear(x, input("weight", [384, 1536]), input("bias", [384]));
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor): Tensor {
  return apply(linearOp, [x, weight, bias], null);
}
