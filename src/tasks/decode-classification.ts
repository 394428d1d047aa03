import { logSoftmax } from "./log-softmax.js";
import { tempered } from "./temperature.js";

/** One label and its score, in Hugging Face's pipeline shape. */
export interface ClassScore {
  readonly label: string;
  readonly score: number;
}

/**
 * The labels of each row with their scores, best first; equal scores stay in label order.
 *
 * Axes: n rows, L labels.
 *
 * @param logits - `[n * L]`, row-major
 * @param options.topK - how many labels a row; all where absent
 * @param options.scores - `"probabilities"`, which sum to 1 over the labels, or the bare `"logits"`
 * @param options.temperature - what logits are divided by for probabilities; 1 where absent
 */
export function decodeClassification(
  logits: Float32Array,
  labels: readonly string[],
  {
    topK,
    scores,
    temperature,
  }: {
    readonly topK?: number;
    readonly scores: "probabilities" | "logits";
    readonly temperature?: number | undefined;
  },
): ClassScore[][] {
  const labelCount = labels.length;
  const scaled = tempered(logits, temperature);
  return Array.from({ length: logits.length / labelCount }, (_, row) => {
    const values =
      scores === "logits"
        ? logits.subarray(row * labelCount, (row + 1) * labelCount)
        : logSoftmax(scaled, row, labelCount).map(Math.exp);
    return labels
      .map((label, id) => ({ label, score: values[id] as number }))
      .sort((a, b) => b.score - a.score)
      .slice(0, topK);
  });
}

/**
 * The class with the highest logit of each row, the first of equals.
 *
 * @param logits - `[n * L]`, row-major
 * @returns `[n]` class ids
 */
export function predictedClasses(logits: Float32Array, labelCount: number): Int32Array {
  return Int32Array.from({ length: logits.length / labelCount }, (_, row) => {
    const values = logits.subarray(row * labelCount, (row + 1) * labelCount);
    return values.indexOf(Math.max(...values));
  });
}
