import { type ClassificationScores, classificationScores } from "../metrics/index.js";
import { predictedClasses } from "./decode-classification.js";
import { logSoftmax } from "./log-softmax.js";
import type { ScoreSettings } from "./task.js";

/** Losses and scores of an evaluation, under the keys of `metrics.json`. */
export type ClassificationEvaluation = ClassificationScores &
  Readonly<Record<"loss" | "loss_batch_mean", number>>;

/**
 * Cross entropy, accuracy and F1 of logits, in float64.
 *
 * Axes: n rows, L labels.
 *
 * `loss` is the weighted sum over all rows divided by the sum of their weights. `loss_batch_mean` is
 * the mean over batches of the same in each batch, rows in the order given: what a loop that
 * averages the losses of its batches reports.
 *
 * @param logits - `[n * L]`, row-major
 * @param targets - `[n]` class ids
 */
export function scoreClassification(
  logits: Float32Array,
  targets: Int32Array,
  labels: readonly string[],
  options: ScoreSettings,
): ClassificationEvaluation {
  const labelCount = labels.length;
  const weights = options.classWeights ?? new Array<number>(labelCount).fill(1);
  const all = { loss: 0, weight: 0 };
  const batchMeans: number[] = [];
  for (let first = 0; first < targets.length; first += options.batchSize) {
    const batch = { loss: 0, weight: 0 };
    const end = Math.min(first + options.batchSize, targets.length);
    for (let row = first; row < end; row++) {
      const target = targets[row] as number;
      const logProbabilities = logSoftmax(logits, row, labelCount);
      batch.loss += crossEntropy(logProbabilities, target, weights, options.labelSmoothing ?? 0);
      batch.weight += weights[target] as number;
    }
    all.loss += batch.loss;
    all.weight += batch.weight;
    batchMeans.push(batch.loss / batch.weight);
  }
  return {
    loss: all.loss / all.weight,
    loss_batch_mean: batchMeans.reduce((sum, mean) => sum + mean, 0) / batchMeans.length,
    ...classificationScores(targets, predictedClasses(logits, labelCount), labelCount),
  };
}

/**
 * Weighted cross entropy of one row: `-sum_c w_c t_c log p_c` with `t = (1 - e) onehot(y) + e / L`.
 */
function crossEntropy(
  logProbabilities: Float64Array,
  target: number,
  weights: readonly number[],
  smoothing: number,
): number {
  return logProbabilities.reduce((loss, logProbability, id) => {
    const share = (id === target ? 1 - smoothing : 0) + smoothing / weights.length;
    // A share of 0 times a logarithm of -Infinity would be NaN.
    return share === 0 ? loss : loss - (weights[id] as number) * share * logProbability;
  }, 0);
}
