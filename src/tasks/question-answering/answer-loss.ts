import type { Example } from "../../base/index.js";

/**
 * The loss of windows with a known answer: the mean of the cross entropies of the first and of the last
 * token, over the window's own tokens, in float64.
 *
 * @param outputs - for each example `[S * 2]` logits
 * @returns one number an example; undefined where it has no target
 */
export function answerLosses(
  examples: readonly Example[],
  outputs: readonly Float32Array[],
): (number | undefined)[] {
  return examples.map(({ target }, index) => {
    const logits = outputs[index] ?? new Float32Array(0);
    const [start, end] = target ?? [];
    if (start === undefined || end === undefined) return undefined;
    return (crossEntropy(logits, 0, start) + crossEntropy(logits, 1, end)) / 2;
  });
}

function crossEntropy(logits: Float32Array, side: 0 | 1, target: number): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let at = side; at < logits.length; at += 2) most = Math.max(most, logits[at] as number);
  let total = 0;
  for (let at = side; at < logits.length; at += 2) total += Math.exp((logits[at] as number) - most);
  return most + Math.log(total) - (logits[target * 2 + side] as number);
}

/** The mean of all losses, and the mean of the means of batches; neither where no loss is known. */
export function meanLosses(
  losses: readonly (number | undefined)[],
  batchSize: number,
): Readonly<Partial<Record<"loss" | "loss_batch_mean", number>>> {
  const batches: number[][] = [];
  for (let first = 0; first < losses.length; first += batchSize) {
    const known = losses.slice(first, first + batchSize).filter((loss) => loss !== undefined);
    if (known.length > 0) batches.push(known);
  }
  if (batches.length === 0) return {};
  return { loss: mean(batches.flat()), loss_batch_mean: mean(batches.map(mean)) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
