import { float32 } from "../base/index.js";
import {
  add,
  cast,
  concat,
  constant,
  logSoftmax,
  multiply,
  negate,
  reduceSum,
  reshape,
  sizeOf,
  subtract,
  type Tensor,
} from "../graph/index.js";
import type { Loss, LossSettings } from "./cross-entropy.js";
import { twinDivergence } from "./twin-divergence.js";

/**
 * Binary cross entropy as `torch.nn.BCEWithLogitsLoss` defines it: the mean over all cells of
 * `-(w_l y log s(x) + (1 - y) log s(-x))`, with s the logistic function.
 *
 * It is the cross entropy over two classes with the logits x and 0, whose logarithms stay finite:
 * `log s(x) = log softmax([x, 0])_0`.
 *
 * Axes: B sequences, L labels.
 *
 * @param logits - `[B, L]` float
 * @param labels - `[B, L]` float, 1 where the label holds and 0 elsewhere, or between where rows are mixed
 * @param settings - `positiveWeights`: `[L]` weight w of each label where it holds, 1 where absent; `rDrop`:
 *   weight of the divergence of each cell from that of its row's twin, see `twinDivergence`
 */
export function binaryCrossEntropy(
  logits: Tensor,
  labels: Tensor,
  { positiveWeights, rDrop = 0 }: Pick<LossSettings, "positiveWeights" | "rDrop"> = {},
): Loss {
  const [sequences = 1, labelCount = 1] = logits.shape;
  const apart = (cells: Tensor): Tensor => reshape(cells, [sequences, labelCount, 1]);
  const both = logSoftmax(concat([apart(logits), apart(multiply(logits, 0))], 2)); // [B, L, 2]
  const weights = positiveWeights ?? new Array<number>(Number(labelCount)).fill(1);
  const weight = constant(float32([Number(labelCount)], Float32Array.from(weights)));
  const holds = multiply(labels, weight);
  const target = concat([apart(holds), apart(subtract(1, labels))], 2);
  const loss = {
    sum: negate(reduceSum(multiply(target, both), [0, 1, 2])),
    weight: cast(sizeOf(labels), "float32"),
  };
  if (rDrop === 0) return loss;
  const divergence = reduceSum(twinDivergence(both), [0, 1]);
  return { ...loss, sum: add(loss.sum, multiply(divergence, rDrop)) };
}
