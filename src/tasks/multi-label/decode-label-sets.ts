import type { JsonObject } from "../../base/index.js";
import type { ClassScore } from "../decode-classification.js";
import { temperatureOf } from "../temperature.js";
import { labelProbability, thresholdsOf } from "./multi-label-outputs.js";

/**
 * The labels of each row with a probability at or above their thresholds, best first; equal scores stay
 * in label order.
 *
 * @param logits - `[n * L]`, row-major
 * @param options.topK - the best so many labels instead, whatever their probabilities
 * @param options.tuned - what `tune` of the task decided; thresholds are 0.5 and the temperature 1 where absent
 */
export function decodeLabelSets(
  logits: Float32Array,
  labels: readonly string[],
  options: {
    readonly topK?: number;
    readonly scores: "probabilities" | "logits";
    readonly tuned: JsonObject | undefined;
  },
): ClassScore[][] {
  const thresholds = thresholdsOf({ labels, tuned: options.tuned });
  const temperature = temperatureOf(options.tuned);
  return Array.from({ length: logits.length / labels.length }, (_, row) =>
    labels
      .map((label, id) => {
        const logit = logits[row * labels.length + id] as number;
        const probability = labelProbability(logit, temperature);
        const score = options.scores === "logits" ? logit : probability;
        return { label, score, holds: probability >= (thresholds[id] as number) };
      })
      .filter(({ holds }) => holds || options.topK !== undefined)
      .sort((a, b) => b.score - a.score)
      .slice(0, options.topK)
      .map(({ label, score }) => ({ label, score })),
  );
}
