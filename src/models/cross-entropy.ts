import { float32 } from "../base/index.js";
import {
  add,
  constant,
  exp,
  log,
  logSoftmax,
  multiply,
  negate,
  oneHot,
  reduceSum,
  relu,
  subtract,
  type Tensor,
} from "../graph/index.js";
import { twinDivergence } from "./twin-divergence.js";

/** A loss before division: sums, so that accumulated micro-batches equal the big batch. */
export interface Loss {
  /** Scalar: sum of the weighted losses. */
  readonly sum: Tensor;
  /** Scalar: sum of the weights. The loss is `sum / weight`. */
  readonly weight: Tensor;
}

/** What a loss may be told. */
export interface LossSettings {
  /** `[L]` weight of each class; absent where all count the same. */
  readonly classWeights?: readonly number[] | undefined;
  /** Share of the target spread evenly over all classes, 0 to below 1. */
  readonly labelSmoothing?: number | undefined;
  /** Exponent of the focal loss; 0 is plain cross entropy. */
  readonly focalGamma?: number | undefined;
  /** Weight of the divergence from the twins of a batch for R-Drop; 0 is none. */
  readonly rDrop?: number | undefined;
  /** Whether sequences are mixed with others of the batch before the head; see `mixedRows`. */
  readonly mixes?: boolean | undefined;
  /** Whether each example has a weight, in the graph input `example_weights` `[B]`; else all count the same. */
  readonly weighsExamples?: boolean | undefined;
  /** `[L]` weight of each label that holds, in a loss over labels that hold or not; 1 where absent. */
  readonly positiveWeights?: readonly number[] | undefined;
}

/**
 * Cross entropy with class weights and label smoothing, as `torch.nn.CrossEntropyLoss` defines it:
 * `sum_i sum_c w_c t_ic (-log p_ic) / sum_i w_(y_i)` with `t = (1 - e) onehot(y) + e / L`. With a focal
 * exponent g the loss of row i is multiplied by `(1 - p_(y_i))^g` (Lin et al. 2017). The weight of an example
 * multiplies its loss and its part of the divisor.
 *
 * Axes: B sequences, L labels.
 *
 * @param logits - `[B, L]` float
 * @param labels - `[B]` int32 class ids
 */
export function crossEntropy(logits: Tensor, labels: Tensor, settings: LossSettings = {}): Loss {
  return targetCrossEntropy(logits, oneHot(labels, Number(logits.shape.at(-1))), settings);
}

/**
 * The same against targets that may share a row among several classes:
 * `sum_i sum_c w_c t_ic (-log p_ic) / sum_i sum_c w_c y_ic`, with `t = (1 - e) y + e / L`. PyTorch's has the same sum,
 * and divides it by the number of rows; by the weights it is the loss above where each row is of one class.
 *
 * With R-Drop the divergence from a row's twin is added, and counts by the row's weight as its cross
 * entropy does; see `twinDivergence`.
 *
 * @param targets - `[B, L]`: shares y, which sum to 1; a focal exponent asks for a single class a row
 * @param exampleWeights - `[B]`; 1 where absent
 */
export function targetCrossEntropy(
  logits: Tensor,
  targets: Tensor,
  { classWeights, labelSmoothing = 0, focalGamma = 0, rDrop = 0 }: LossSettings = {},
  exampleWeights?: Tensor,
): Loss {
  const labelCount = Number(logits.shape.at(-1));
  const weights = new Float32Array(classWeights ?? new Array(labelCount).fill(1));
  const classWeight = constant(float32([labelCount], weights));
  const smoothed =
    labelSmoothing === 0
      ? targets
      : add(multiply(targets, 1 - labelSmoothing), labelSmoothing / labelCount);
  const logShares = logSoftmax(logits); // [B, L]
  const weighted = multiply(multiply(smoothed, classWeight), logShares); // [B, L]
  const rows = reduceSum(weighted, [1]); // [B]
  const focused =
    focalGamma === 0 ? rows : multiply(rows, focus(multiply(targets, logShares), focalGamma));
  const counts = reduceSum(multiply(targets, classWeight), [1]); // [B]
  const weigh = (values: Tensor) => (exampleWeights ? multiply(values, exampleWeights) : values);
  const loss = {
    sum: negate(reduceSum(weigh(focused), [0])),
    weight: reduceSum(weigh(counts), [0]),
  };
  if (rDrop === 0) return loss;
  const apart = weigh(multiply(twinDivergence(logShares), counts)); // [B]
  return { ...loss, sum: add(loss.sum, multiply(reduceSum(apart, [0]), rDrop)) };
}

/** Kept away from 0, whose logarithm has no end. */
const SMALLEST_DOUBT = 1e-7;

/**
 * `(1 - p)^gamma` of the true class.
 *
 * @param chosen - `[B, L]`: the logarithm of the true class's probability, 0 elsewhere
 * @returns `[B]`
 */
function focus(chosen: Tensor, gamma: number): Tensor {
  const probability = exp(reduceSum(chosen, [1]));
  const doubt = add(relu(subtract(1, probability)), SMALLEST_DOUBT);
  return exp(multiply(log(doubt), gamma));
}
