import { expectedCalibrationError } from "../metrics/index.js";
import { predictedClasses } from "./decode-classification.js";
import { logSoftmax } from "./log-softmax.js";
import { tempered } from "./temperature.js";

/** Calibration errors under the keys of `metrics.json`: of the bare logits, and with the temperature. */
export type CalibrationScores = Readonly<Record<"ece_before" | "ece", number>>;

/**
 * How far the probabilities of the predicted classes are from the share that is right, without and
 * with a temperature.
 *
 * @param logits - `[n * L]`, row-major
 * @param targets - `[n]` class ids
 */
export function softmaxCalibration(
  logits: Float32Array,
  targets: Int32Array,
  labelCount: number,
  temperature: number,
): CalibrationScores {
  const predicted = predictedClasses(logits, labelCount);
  const isRight = Array.from(targets, (target, row) => predicted[row] === target);
  const error = (values: Float32Array): number => {
    const confidences = Array.from(targets, (_, row) =>
      Math.exp(Math.max(...logSoftmax(values, row, labelCount))),
    );
    return expectedCalibrationError(confidences, isRight);
  };
  return { ece_before: error(logits), ece: error(tempered(logits, temperature)) };
}
