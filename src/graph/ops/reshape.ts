import { apply, type Dim, type Emitter, type One, type Op, type Tensor } from "../op.js";
import { sameShape, shapeMismatch } from "../shapes.js";

interface Attributes {
  readonly shape: readonly Dim[];
}

export const reshapeOp: Op<One, Attributes> = {
  name: "reshape",
  infer: ([x], { shape }) => {
    if (!mayHoldTheSame(x.shape, shape)) {
      shapeMismatch("reshape", "both shapes must hold as many elements", { x: x.shape, shape });
    }
    return [{ shape, dtype: x.dtype }];
  },
  lower: (emitter, [x], { inputs: [{ shape: from }], attributes: { shape } }) =>
    emitter.node("Reshape", [x, onnxShape(emitter, from, shape)]),
  // the gradient takes the old shape again
  gradient: ({ inputs: [x] }, dy) => [reshape(dy, x.shape)],
};

/**
 * Whether the element counts can be equal. Symbols on both sides cancel; those that are left may
 * hold anything, so a new name for a flattened axis is fine: [batch,length,8] to [rows,8].
 */
function mayHoldTheSame(from: readonly Dim[], to: readonly Dim[]): boolean {
  const left = to.filter((size) => typeof size === "string");
  const gone: string[] = [];
  for (const size of from) {
    if (typeof size !== "string") continue;
    const found = left.indexOf(size);
    if (found < 0) gone.push(size);
    else left.splice(found, 1);
  }
  if (gone.length > 0 || left.length > 0) return gone.length > 0 && left.length > 0;
  return numbers(from) === numbers(to);
}

function numbers(shape: readonly Dim[]): number {
  return shape.reduce<number>(
    (product, size) => (typeof size === "number" ? product * size : product),
    1,
  );
}

/** The shape operand of ONNX's Reshape: 0 keeps the size of that axis, one -1 is worked out there. */
function onnxShape(emitter: Emitter, from: readonly Dim[], to: readonly Dim[]): string {
  const sizes = to.map((size, axis) => (size === from[axis] ? 0 : size));
  const isUnknown = (size: Dim): boolean => typeof size === "string" && !emitter.knows(size);
  const derived = sizes.some(isUnknown)
    ? sizes.findIndex(isUnknown)
    : sizes.findIndex((size) => typeof size === "string");
  return emitter.sizes(sizes.map((size, axis) => (axis === derived ? -1 : size)));
}

/**
 * The same elements in another shape, row-major.
 *
 * A symbol that no input has names a size that follows from the others.
 *
 * @throws SHAPE_MISMATCH when the shapes cannot hold as many elements
 *
 * @example
 * const rows = reshape(grid, ["rows", 384]); // [batch, length, 384]
 */
export function reshape(x: Tensor, shape: readonly Dim[]): Tensor {
  // A reshape of a reshape is one reshape of what was there first.
  const source = x.node.op === reshapeOp ? (x.node.inputs[0] ?? x) : x;
  return sameShape(source.shape, shape) ? source : apply(reshapeOp, [source], { shape });
}
