import { float32 } from "../../base/index.js";
import { apply, type Emitter, type Node, type One, type Op, type Tensor } from "../op.js";
import { frontAxis, reducedShape } from "../shapes.js";
import { axesConstant } from "./axes.js";
import { expand } from "./expand.js";
import { reshape } from "./reshape.js";

interface Attributes {
  readonly axes: readonly number[];
  readonly keepDims: boolean;
}

export const reduceSumOp: Op<One, Attributes> = {
  name: "reduceSum",
  infer: ([x], { axes, keepDims }) => [
    { shape: reducedShape(x.shape, axes, keepDims), dtype: x.dtype },
  ],
  lower: (emitter, [x], node) =>
    isColumnSum(node)
      ? columnSum(emitter, x, node)
      : emitter.node("ReduceSum", [x, axesConstant(emitter, node.attributes.axes)], {
          keepdims: Number(node.attributes.keepDims),
        }),
  // every summed element gets the gradient of its sum
  gradient: ({ inputs: [x], attributes: { axes } }, dy) => [
    expand(reshape(dy, reducedShape(x.shape, axes, true)), x.shape),
  ],
};

function isColumnSum({ inputs: [x], attributes: { axes } }: Node<One, Attributes>): boolean {
  return x.shape.length === 2 && axes.length === 1 && axes[0] === 0 && x.dtype === "float32";
}

/** A row of ones times the matrix: runtimes do products on all cores, and sums down a column slowly. */
function columnSum(
  emitter: Emitter,
  x: string,
  { inputs: [{ shape }], attributes: { keepDims } }: Node<One, Attributes>,
): string {
  const [rows = 1] = shape;
  const size = emitter.sizes(keepDims ? [1, rows] : [rows]);
  const ones = emitter.node("ConstantOfShape", [size], { value: float32([1], Float32Array.of(1)) });
  return emitter.node("MatMul", [ones, x]);
}

/**
 * Sum over some axes.
 *
 * @param axes - counted from the front, or from the end when negative
 * @param keepDims - leave the summed axes as size 1
 *
 * @example
 * const loss = reduceSum(losses, [0]); // [rows] to []
 */
export function reduceSum(x: Tensor, axes: readonly number[], keepDims = false): Tensor {
  const front = axes.map((axis) => frontAxis("reduceSum", x, axis));
  return apply(reduceSumOp, [x], { axes: front, keepDims });
}
