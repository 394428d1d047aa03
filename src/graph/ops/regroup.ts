import { apply, type Op, type Tensor, type Two } from "../op.js";
import { reshape } from "./reshape.js";

interface Attributes {
  /** Where each row of `x` stands in the result. Only the gradient reads it. */
  readonly inverse: Tensor;
}

export const regroupOp: Op<Two, Attributes> = {
  name: "regroup",
  infer: ([x, index]) => [{ shape: [...index.shape, ...x.shape.slice(1)], dtype: x.dtype }],
  lower: (emitter, inputs) => emitter.node("Gather", inputs, { axis: 0 }),
  // y[i] = x[index[i]]: dx[r] = dy[inverse[r]], a gather too
  gradient: ({ inputs: [x, index], attributes: { inverse } }, dy) => {
    const rows =
      index.shape.length === 1 ? dy : reshape(dy, [flattened(index), ...x.shape.slice(1)]);
    return [reshape(regroup(rows, inverse, index), x.shape), null];
  },
};

/** Name of the flattened axis of an index: `lines*length`. */
function flattened({ shape }: Tensor): string {
  return shape.join("*");
}

/**
 * Rows in another arrangement: both halves of un-padding.
 *
 * Exact where `index` and `inverse` undo each other for all rows that matter: the gradient of a
 * row that stands in several places is taken from one of them, so the others must have none.
 *
 * Axes: R rows.
 *
 * @param x - `[R, ...rest]`
 * @param index - int32 or int64, any shape, 0 to below R: which row stands in each place
 * @param inverse - R entries in any shape: the place of each row in the flattened `index`
 * @returns `[...index shape, ...rest]`
 *
 * @example
 * const grid = regroup(rows, gridIndex, rowSlot); // [rows, 384] to [sequences, length, 384]
 */
export function regroup(x: Tensor, index: Tensor, inverse: Tensor): Tensor {
  return apply(regroupOp, [x, index], { inverse });
}
