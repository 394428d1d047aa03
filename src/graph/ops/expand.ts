import { apply, type Dim, type One, type Op, type Tensor } from "../op.js";
import { broadcast, sameShape, shapeMismatch } from "../shapes.js";

interface Attributes {
  readonly shape: readonly Dim[];
}

export const expandOp: Op<One, Attributes> = {
  name: "expand",
  infer: ([x], { shape }) => {
    if (!sameShape(broadcast("expand", x.shape, shape), shape)) {
      shapeMismatch("expand", "only axes of size 1 stretch", { x: x.shape, shape });
    }
    return [{ shape, dtype: x.dtype }];
  },
  lower: (emitter, [x], { attributes: { shape } }) =>
    emitter.node("Expand", [x, emitter.sizes(shape)]),
  // the copies of an element add up, by un-broadcasting
  gradient: (_, dy) => [dy],
};

/** Repeats along axes of size 1, and in front, until the shape is `shape`. */
export function expand(x: Tensor, shape: readonly Dim[]): Tensor {
  return sameShape(x.shape, shape) ? x : apply(expandOp, [x], { shape });
}
