import { apply, type Dim, type Emitter, type One, type Op, type Tensor } from "../op.js";
import { frontAxis, shapeMismatch } from "../shapes.js";
import { axesConstant } from "./axes.js";

interface Attributes {
  readonly axis: number;
  readonly start: number;
  /** Size of the axis in the result. */
  readonly size: Dim;
}

export const sliceOp: Op<One, Attributes> = {
  name: "slice",
  infer: ([x], { axis, start, size }) => {
    const whole = x.shape[axis] ?? 1;
    if (start < 0 || (typeof size === "number" && start + size > Number(whole))) {
      shapeMismatch("slice", `${size} from ${start} on must lie within axis ${axis}`, {
        x: x.shape,
      });
    }
    return [{ shape: x.shape.with(axis, size), dtype: x.dtype }];
  },
  lower: (emitter, [x], { attributes: { axis, start, size } }) => {
    const starts = axesConstant(emitter, [start]);
    const ends = difference(emitter, size, -start);
    return emitter.node("Slice", [x, starts, ends, axesConstant(emitter, [axis])]);
  },
  // what was cut off gets 0
  gradient: ({ inputs: [x], attributes: { axis, start } }, dy) => [
    pad(dy, axis, start, x.shape[axis] ?? 1),
  ],
};

export const padOp: Op<One, Attributes> = {
  name: "pad",
  infer: ([x], { axis, size }) => [{ shape: x.shape.with(axis, size), dtype: x.dtype }],
  lower: (emitter, [x], { inputs, attributes: { axis, start, size } }) => {
    const before = axesConstant(emitter, [start]);
    const room = difference(emitter, size, start);
    const after = emitter.node("Sub", [room, emitter.sizes([inputs[0].shape[axis] ?? 1])]);
    const pads = emitter.node("Concat", [before, after], { axis: 0 });
    return emitter.node("Pad", [x, pads, "", axesConstant(emitter, [axis])]);
  },
  // the zeros around it are nobody's
  gradient: ({ inputs: [x], attributes: { axis, start } }, dy) => [
    slice(dy, axis, start, x.shape[axis] ?? 1),
  ],
};

/** `size - less` as an int64 vector of one. */
function difference(emitter: Emitter, size: Dim, less: number): string {
  if (typeof size === "number") return axesConstant(emitter, [size - less]);
  return emitter.node("Sub", [emitter.sizes([size]), axesConstant(emitter, [less])]);
}

/**
 * A piece of one axis.
 *
 * @param axis - counted from the front, or from the end when negative
 * @param start - the first position that is taken
 * @param size - how many are taken; a symbol must be a size of some input
 *
 * @example
 * const first = slice(grid, 1, 0, 1); // [batch, length, 384] to [batch, 1, 384]
 */
export function slice(x: Tensor, axis: number, start: number, size: Dim): Tensor {
  return apply(sliceOp, [x], { axis: frontAxis("slice", x, axis), start, size });
}

/** The opposite of `slice`: zeros around `x` so that its axis has `size`, and `x` begins at `start`. */
export function pad(x: Tensor, axis: number, start: number, size: Dim): Tensor {
  return apply(padOp, [x], { axis: frontAxis("pad", x, axis), start, size });
}
