import { apply, type Op, type Tensor } from "../op.js";
import { shapeMismatch } from "../shapes.js";
import { matmul } from "./matmul.js";
import { multiply } from "./multiply.js";
import { reshape } from "./reshape.js";
import { subtract } from "./subtract.js";

type Inputs = readonly [x: Tensor, weight: Tensor, bias: Tensor];
type Outputs = readonly [y: Tensor, mean: Tensor, inverseDeviation: Tensor];

export const layerNormalizationOp: Op<Inputs, { readonly epsilon: number }, Outputs> = {
  name: "layerNormalization",
  infer: ([x, weight, bias]) => {
    const [rows = 1, width = 1] = x.shape;
    const isVector = ({ shape }: Tensor): boolean => shape.length === 1 && shape[0] === width;
    if (x.shape.length !== 2 || !isVector(weight) || !isVector(bias)) {
      shapeMismatch("layerNormalization", "x [R,H] needs weight [H] and bias [H]", {
        x: x.shape,
        weight: weight.shape,
        bias: bias.shape,
      });
    }
    const perRow = { shape: [rows, 1], dtype: x.dtype };
    return [x, perRow, perRow];
  },
  lower: (emitter, inputs, { attributes: { epsilon } }) =>
    emitter.nodes("LayerNormalization", inputs, { axis: -1, epsilon: { float: epsilon } }, 3),
  // y = w z r + b, where z = x - mean, r = inverse deviation:
  // dw = sum over rows of dy z r, db = that of dy,
  // dx = r (dy w - mean(dy w) - z r^2 mean(dy w z)), means over each row.
  // Sums along an axis are products with r or w, which need no array of their own.
  gradient: ({ inputs: [x, weight], outputs: [, mean, r] }, dy) => {
    const [rows = 1, width = 1] = x.shape;
    const meanTimesWeight = (t: Tensor): Tensor => {
      const row = reshape(weight, [1, width]);
      // A row on the left is several times faster than a column on the right.
      const means = matmul(row, t, { transposeB: true, scale: 1 / Number(width) });
      return reshape(means, [rows, 1]);
    };
    const z = subtract(x, mean); // [R, H]
    const dyz = multiply(dy, z); // [R, H]
    const slope = multiply(multiply(r, r), meanTimesWeight(dyz)); // [R, 1]
    const centred = subtract(multiply(dy, weight), meanTimesWeight(dy)); // [R, H]
    return [
      multiply(r, subtract(centred, multiply(z, slope))),
      reshape(matmul(reshape(r, [1, rows]), dyz), [width]),
      dy,
    ];
  },
};

/**
 * Layer normalization (Ba et al. 2016): each row to mean 0 and variance 1, then scaled and shifted.
 *
 * Axes: R rows, H width.
 *
 * @param x - `[R, H]` float
 * @param weight - `[H]` float
 * @param bias - `[H]` float
 * @param epsilon - added to the variance
 * @returns `[R, H]` float
 */
export function layerNormalization(
  x: Tensor,
  weight: Tensor,
  bias: Tensor,
  epsilon: number,
): Tensor {
  return apply(layerNormalizationOp, [x, weight, bias], { epsilon });
}
