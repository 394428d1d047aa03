import type { ScoreSettings, TaskOutputs } from "../task.js";

/**
 * Binary cross entropy as `torch.nn.BCEWithLogitsLoss` defines it, in float64:
 * `-(w_c y log s(x) + (1 - y) log(1 - s(x)))`, the mean over all cells, and the mean over batches of
 * the same in each.
 */
export function binaryLosses(
  { outputs, labels }: TaskOutputs<Int32Array>,
  truth: ArrayLike<number>,
  { batchSize, positiveWeights }: ScoreSettings,
): Readonly<Record<"loss" | "loss_batch_mean", number>> {
  const losses = outputs.map((logits, row) =>
    labels.reduce((sum, _, label) => {
      const logit = logits[label] as number;
      const isTrue = truth[row * labels.length + label] as number;
      const weight = isTrue * (positiveWeights?.[label] ?? 1);
      return sum + weight * softplus(-logit) + (1 - isTrue) * softplus(logit);
    }, 0),
  );
  const mean = (rows: readonly number[]): number =>
    rows.reduce((sum, loss) => sum + loss, 0) / (rows.length * labels.length);
  const batches: number[] = [];
  for (let first = 0; first < losses.length; first += batchSize) {
    batches.push(mean(losses.slice(first, first + batchSize)));
  }
  return {
    loss: mean(losses),
    loss_batch_mean: batches.reduce((sum, loss) => sum + loss, 0) / batches.length,
  };
}

/** `log(1 + exp(x))`, exact for large x too. */
function softplus(x: number): number {
  return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
}
