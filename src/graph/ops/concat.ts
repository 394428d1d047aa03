import { unreachable } from "../../base/index.js";
import { apply, type Op, type Tensor } from "../op.js";
import { frontAxis, sameShape, shapeMismatch } from "../shapes.js";
import { slice } from "./slice.js";

interface Attributes {
  readonly axis: number;
}

export const concatOp: Op<readonly Tensor[], Attributes> = {
  name: "concat",
  infer: (inputs, { axis }) => {
    const [first = unreachable("concat of nothing")] = inputs;
    for (const { shape } of inputs) {
      const others = shape.with(axis, first.shape[axis] ?? 1);
      if (typeof shape[axis] !== "number" || !sameShape(others, first.shape)) {
        const must = `axis ${axis} must be a number, and the other axes equal`;
        shapeMismatch("concat", must, { first: first.shape, other: shape });
      }
    }
    const total = sizesAlong(inputs, axis).reduce((sum, size) => sum + size, 0);
    return [{ shape: first.shape.with(axis, total), dtype: first.dtype }];
  },
  lower: (emitter, inputs, { attributes: { axis } }) => emitter.node("Concat", inputs, { axis }),
  // each operand gets its piece
  gradient: ({ inputs, attributes: { axis } }, dy) => {
    let start = 0;
    return sizesAlong(inputs, axis).map((size) => {
      start += size;
      return slice(dy, axis, start - size, size);
    });
  },
};

function sizesAlong(inputs: readonly Tensor[], axis: number): number[] {
  return inputs.map(({ shape }) => Number(shape[axis]));
}

/**
 * Tensors one after the other along an axis, whose sizes must be numbers; the other axes are equal.
 *
 * @throws SHAPE_MISMATCH
 */
export function concat(tensors: readonly [Tensor, ...Tensor[]], axis: number): Tensor {
  return apply(concatOp, tensors, { axis: frontAxis("concat", tensors[0], axis) });
}
