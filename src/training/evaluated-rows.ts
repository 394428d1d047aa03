import { decodeClassification, predictedClasses } from "../tasks/index.js";

/** One row of an evaluation. */
export interface EvaluatedRow {
  /** Number of the row in its file, counted from 1. */
  readonly row: number;
  readonly text: string;
  readonly truth: string;
  readonly prediction: string;
  /** One probability a label, in label order. */
  readonly probabilities: readonly number[];
}

/**
 * Predictions beside the truth, in the order of the logits.
 *
 * @param logits - `[n, L]`, row-major
 * @param targets - `[n]` class ids
 * @param source - number and text of the i-th row
 */
export function evaluatedRows(
  logits: Float32Array,
  targets: Int32Array,
  labels: readonly string[],
  source: (index: number) => Pick<EvaluatedRow, "row" | "text">,
): EvaluatedRow[] {
  const predicted = predictedClasses(logits, labels.length);
  const scored = decodeClassification(logits, labels, { scores: "probabilities" });
  return Array.from(targets, (target, index) => {
    const byLabel = new Map(scored[index]?.map(({ label, score }) => [label, score]));
    return {
      ...source(index),
      truth: labels[target] ?? "",
      prediction: labels[predicted[index] ?? 0] ?? "",
      probabilities: labels.map((label) => byLabel.get(label) ?? 0),
    };
  });
}
