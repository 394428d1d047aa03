import { float32 } from "../../base/index.js";
import { apply, type Dim, type Emitter, type Node, type Op, type Tensor, type Two } from "../op.js";
import { broadcast, shapeMismatch } from "../shapes.js";

interface Attributes {
  readonly transposeA: boolean;
  readonly transposeB: boolean;
  readonly scale: number;
}

export const matmulOp: Op<Two, Attributes> = {
  name: "matmul",
  infer: ([left, right], { transposeA, transposeB }) => {
    const shapes = { left: left.shape, right: right.shape };
    if (left.shape.length < 2 || right.shape.length < 2) {
      shapeMismatch("matmul", "both operands must have two axes or more", shapes);
    }
    const [rows, inner] = matrixSizes(left, transposeA);
    const [sameInner, columns] = matrixSizes(right, transposeB);
    if (inner !== sameInner) {
      const ofLeft = transposeA ? "second-last" : "last";
      const ofRight = transposeB ? "last" : "second-last";
      const must = `the ${ofLeft} axis of left must equal the ${ofRight} axis of right`;
      shapeMismatch("matmul", must, shapes);
    }
    const batch = broadcast("matmul", left.shape.slice(0, -2), right.shape.slice(0, -2));
    return [{ shape: [...batch, rows, columns], dtype: left.dtype }];
  },
  lower: (emitter, names, node) => {
    const { transposeA, transposeB, scale } = node.attributes;
    const isMatrix = node.inputs.every(({ shape }) => shape.length === 2);
    const transposes = { transA: Number(transposeA), transB: Number(transposeB) };
    if (isMatrix) return emitter.node("Gemm", names, { ...transposes, alpha: { float: scale } });
    if (!transposeA && !transposeB && scale === 1) return emitter.node("MatMul", names);
    return emitter.dialect === "runtime"
      ? emitter.node("com.microsoft.FusedMatMul", names, { ...transposes, alpha: { float: scale } })
      : lowerToStandard(emitter, names, node);
  },
  // C = s A B: dA = s dC B^T, dB = s A^T dC; a transposed operand has a transposed gradient
  gradient: ({ inputs: [left, right], attributes: { transposeA, transposeB, scale } }, dy) => [
    transposeA
      ? matmul(right, dy, { transposeA: transposeB, transposeB: true, scale })
      : matmul(dy, right, { transposeB: !transposeB, scale }),
    transposeB
      ? matmul(dy, left, { transposeA: true, transposeB: transposeA, scale })
      : matmul(left, dy, { transposeA: !transposeA, scale }),
  ],
};

/** Rows and columns of the matrices in a tensor, after transposing. */
function matrixSizes({ shape }: Tensor, isTransposed: boolean): readonly [Dim, Dim] {
  const [rows = 1, columns = 1] = shape.slice(-2);
  return isTransposed ? [columns, rows] : [rows, columns];
}

function lowerToStandard(
  emitter: Emitter,
  [left, right]: readonly [string, string],
  { inputs, attributes: { transposeA, transposeB, scale } }: Node<Two, Attributes>,
): string {
  const swapped = (name: string, { shape }: Tensor): string => {
    const axes = shape.map((_, axis) => axis);
    const perm = [...axes.slice(0, -2), ...axes.slice(-2).reverse()];
    return emitter.node("Transpose", [name], { perm });
  };
  const product = emitter.node("MatMul", [
    transposeA ? swapped(left, inputs[0]) : left,
    transposeB ? swapped(right, inputs[1]) : right,
  ]);
  if (scale === 1) return product;
  return emitter.node("Mul", [product, emitter.constant(float32([], Float32Array.of(scale)))]);
}

/**
 * Product of the matrices in the last two axes; the axes before them broadcast.
 *
 * @param left - `[..., M, K]` float, or `[..., K, M]` with `transposeA`
 * @param right - `[..., K, N]` float, or `[..., N, K]` with `transposeB`
 * @param options - `scale` multiplies the result, 1 when absent
 * @returns `[..., M, N]` float
 * @throws SHAPE_MISMATCH when the inner sizes differ
 *
 * @example
 * const scores = matmul(queries, keys, { transposeB: true, scale: 1 / Math.sqrt(width) });
 */
export function matmul(left: Tensor, right: Tensor, options: Partial<Attributes> = {}): Tensor {
  const attributes = { transposeA: false, transposeB: false, scale: 1, ...options };
  return apply(matmulOp, [left, right], attributes);
}
