import { apply, type Op, type Tensor, type Two } from "../op.js";
import { shapeMismatch } from "../shapes.js";

export const lookupOp: Op<Two, null> = {
  name: "lookup",
  infer: ([table, ids]) => {
    const [, width = 1] = table.shape;
    if (table.shape.length !== 2) {
      shapeMismatch("lookup", "the table must have rows and columns", { table: table.shape });
    }
    return [{ shape: [...ids.shape, width], dtype: table.dtype }];
  },
  lower: (emitter, inputs) => emitter.node("Gather", inputs, { axis: 0 }),
  // Ids repeat, and no runtime adds into one row in a fixed order: training looks up outside.
  gradient: () => [null, null],
};

/**
 * Rows of an embedding table. For graphs that are not trained: it has no gradient.
 *
 * @param table - `[V, H]` float
 * @param ids - `[...]` int32 or int64, 0 to below V
 * @returns `[..., H]`
 */
export function lookup(table: Tensor, ids: Tensor): Tensor {
  return apply(lookupOp, [table, ids], null);
}
