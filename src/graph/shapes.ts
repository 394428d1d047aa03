import { BerthError } from "../base/index.js";
import type { Dim, Tensor, TensorType, Two } from "./op.js";

type Shape = readonly Dim[];

/** A shape as people read it: `[rows,384]`. */
export function showShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

/** Throws SHAPE_MISMATCH: which op, what must hold, and the shapes that came, by the operands' names. */
export function shapeMismatch(
  op: string,
  must: string,
  got: Readonly<Record<string, Shape>>,
): never {
  const came = Object.entries(got).map(([name, shape]) => `${name} ${showShape(shape)}`);
  throw new BerthError("SHAPE_MISMATCH", `${op}: ${must}; got ${came.join(" and ")}`, {
    op,
    shapes: got,
  });
}

/** Whether two shapes are the same, symbols by name. */
export function sameShape(left: Shape, right: Shape): boolean {
  return left.length === right.length && left.every((size, axis) => size === right[axis]);
}

/** The shape of an element-wise result: axes are aligned at the end, and size 1 stretches. */
export function broadcast(op: string, left: Shape, right: Shape): Dim[] {
  const rank = Math.max(left.length, right.length);
  return Array.from({ length: rank }, (_, axis) => {
    const a = left[axis - rank + left.length] ?? 1;
    const b = right[axis - rank + right.length] ?? 1;
    if (a === b || b === 1) return a;
    if (a === 1) return b;
    return shapeMismatch(op, "sizes that meet must be equal, or one of them 1", { left, right });
  });
}

/** Type rule of element-wise ops with two operands. */
export function broadcastType(op: string): (inputs: Two) => readonly TensorType[] {
  return ([left, right]) => {
    if (left.dtype !== right.dtype) {
      const must = `both operands must have one element type, not ${left.dtype} and ${right.dtype}`;
      shapeMismatch(op, must, { left: left.shape, right: right.shape });
    }
    return [{ shape: broadcast(op, left.shape, right.shape), dtype: left.dtype }];
  };
}

/** Type rule of ops whose result is like their operand. */
export function sameType([x]: readonly [Tensor]): readonly TensorType[] {
  return [x];
}

/** Axis counted from the front; `axis` may count from the end, as -1. */
export function frontAxis(op: string, x: Tensor, axis: number): number {
  const rank = x.shape.length;
  if (axis < -rank || axis >= rank) {
    shapeMismatch(op, `axis ${axis} must be one of its operand`, { operand: x.shape });
  }
  return axis < 0 ? axis + rank : axis;
}

/** The shape that is left when `axes` are reduced. */
export function reducedShape(shape: Shape, axes: readonly number[], keepDims: boolean): Dim[] {
  return keepDims
    ? shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
    : shape.filter((_, axis) => !axes.includes(axis));
}
