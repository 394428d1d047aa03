import {
  type ClassScore,
  decodeClassification,
  decodeLabelSets,
  temperatureOf,
} from "../tasks/index.js";
import type { StoredModel } from "./stored-model.js";

/** How predictions on whole texts are told. */
export interface SequenceOptions {
  readonly topK?: number | undefined;
  readonly scores: "probabilities" | "logits";
  /** In place of the thresholds that were decided in training. */
  readonly threshold?: number | undefined;
}

/**
 * What a row of logits means: labels best first, the labels that hold, or a number.
 *
 * @param logits - `[n * L]`, row-major
 */
export function sequencePredictions(
  logits: Float32Array,
  { task, labels, tuned }: Pick<StoredModel, "task" | "labels" | "tuned">,
  { topK, scores, threshold }: SequenceOptions,
): ClassScore[][] {
  if (task === "regression") {
    return Array.from(logits, (score) => [{ label: labels[0] ?? "score", score }]);
  }
  const most = topK === undefined ? {} : { topK };
  if (task === "multi-label") {
    const thresholds =
      threshold === undefined ? tuned : { ...tuned, thresholds: labels.map(() => threshold) };
    return decodeLabelSets(logits, labels, { ...most, scores, tuned: thresholds });
  }
  return decodeClassification(logits, labels, {
    ...most,
    scores,
    temperature: temperatureOf(tuned),
  });
}
