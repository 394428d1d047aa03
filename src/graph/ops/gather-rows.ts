import { float32 } from "../../base/index.js";
import { apply, type Dim, type Op, type Tensor, type Two } from "../op.js";
import { shapeMismatch } from "../shapes.js";
import { axesConstant } from "./axes.js";

export const gatherRowsOp: Op<Two, null> = {
  name: "gatherRows",
  infer: ([x, index]) => {
    const [count = 1] = index.shape;
    if (index.shape.length !== 1 || x.shape.length === 0) {
      shapeMismatch("gatherRows", "x must have rows, and index one axis", {
        x: x.shape,
        index: index.shape,
      });
    }
    return [{ shape: [count, ...x.shape.slice(1)], dtype: x.dtype }];
  },
  lower: (emitter, inputs) => emitter.node("Gather", inputs, { axis: 0 }),
  // each row's gradient goes back to where the row was; rows that were not taken get 0
  gradient: ({ inputs: [x, index] }, dy) => [scatterRows(dy, index, x.shape[0] ?? 1), null],
};

export const scatterRowsOp: Op<Two, { readonly rowCount: Dim }> = {
  name: "scatterRows",
  infer: ([x, index], { rowCount }) => {
    if (index.shape.length !== 1 || x.shape[0] !== index.shape[0]) {
      shapeMismatch("scatterRows", "index must have one entry for each row of x", {
        x: x.shape,
        index: index.shape,
      });
    }
    return [{ shape: [rowCount, ...x.shape.slice(1)], dtype: x.dtype }];
  },
  lower: (emitter, [x, index], { outputs: [y] }) => {
    const size = emitter.sizes(y?.shape ?? []);
    const zeros = emitter.node("ConstantOfShape", [size], {
      value: float32([1], Float32Array.of(0)),
    });
    const wide = emitter.node("Cast", [index], { to: INT64 });
    const column = emitter.node("Unsqueeze", [wide, axesConstant(emitter, [1])]);
    return emitter.node("ScatterND", [zeros, column, x]);
  },
  // each row's gradient is taken from where the row was put
  gradient: ({ inputs: [, index] }, dy) => [gatherRows(dy, index), null],
};

/** ONNX's number of int64, the only index type that ScatterND takes. */
const INT64 = 7;

/**
 * The rows of `x` that `index` names.
 *
 * @param x - `[R, ...]`
 * @param index - `[K]` int32 or int64, 0 to below R, no row twice: the gradient relies on it
 * @returns `[K, ...]`
 */
export function gatherRows(x: Tensor, index: Tensor): Tensor {
  return apply(gatherRowsOp, [x, index], null);
}

/** `rowCount` rows that are 0 but for those that `index` names: there stand the rows of `x`. */
export function scatterRows(x: Tensor, index: Tensor, rowCount: Dim): Tensor {
  return apply(scatterRowsOp, [x, index], { rowCount });
}
