import type { Example } from "../../base/index.js";

/**
 * The loss of windows with a known answer: the mean of the cross entropies of the first and of the last
 * token, over the window's own tokens, in float64.
 *
 * @param outputs - for each example `[S * 2]` logits
 * @param labelSmoothing - share of each target that is spread evenly over the window's tokens, as
 *   `torch.nn.functional.cross_entropy` does
 * @returns one number an example; undefined where it has no target
 */
export function answerLosses(
  examples: readonly Example[],
  outputs: readonly Float32Array[],
  labelSmoothing = 0,
): (number | undefined)[] {
  return examples.map(({ target }, index) => {
    const logits = outputs[index] ?? new Float32Array(0);
    const [start, end] = target ?? [];
    if (start === undefined || end === undefined) return undefined;
    const loss = (side: 0 | 1, place: number) => crossEntropy(logits, side, place, labelSmoothing);
    return (loss(0, start) + loss(1, end)) / 2;
  });
}

function crossEntropy(
  logits: Float32Array,
  side: 0 | 1,
  target: number,
  smoothing: number,
): number {
  const own = logits.filter((_, at) => at % 2 === side);
  const most = own.reduce((greatest, logit) => Math.max(greatest, logit), Number.NEGATIVE_INFINITY);
  const total = own.reduce((sum, logit) => sum + Math.exp(logit - most), 0);
  const even = own.reduce((sum, logit) => sum + logit, 0) / own.length;
  const wanted = (1 - smoothing) * (own[target] as number) + smoothing * even;
  return most + Math.log(total) - wanted;
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
