import { classificationReport } from "../metrics/index.js";
import { decodeClassification, predictedClasses } from "./decode-classification.js";
import { scoreClassification } from "./score-classification.js";
import { softmaxCalibration } from "./softmax-calibration.js";
import type { Task, TaskOutputs } from "./task.js";
import { fittedTemperature, temperatureOf } from "./temperature.js";

/** What tasks with one label a row do alike, once they have a row of logits for each. */
type OneLabelPart = Pick<Task<number>, "score" | "tune" | "report" | "evaluated">;

/**
 * Scores, calibration and reports of rows with one label each. References are class ids.
 *
 * @param logitsOf - `[n * L]` logits, row-major, a row for each reference
 */
export function oneLabelPart(
  logitsOf: (outputs: TaskOutputs<number>) => Float32Array,
): OneLabelPart {
  const flat = (outputs: TaskOutputs<number>) => ({
    logits: logitsOf(outputs),
    targets: Int32Array.from(outputs.references),
    labels: outputs.labels,
    temperature: temperatureOf(outputs.tuned),
  });
  return {
    score(outputs, settings) {
      const { logits, targets, labels, temperature } = flat(outputs);
      return {
        ...scoreClassification(logits, targets, labels, settings),
        ...(temperature !== undefined &&
          softmaxCalibration(logits, targets, labels.length, temperature)),
      };
    },
    tune(outputs, { calibrate }) {
      if (!calibrate) return {};
      const { logits, targets, labels } = flat(outputs);
      return { temperature: fittedTemperature(logits, targets, labels.length) };
    },
    report(outputs) {
      const { logits, targets, labels } = flat(outputs);
      const predicted = predictedClasses(logits, labels.length);
      return classificationReport(targets, predicted, labels, { digits: 4 });
    },
    evaluated(outputs) {
      const { logits, targets, labels, temperature } = flat(outputs);
      const predicted = predictedClasses(logits, labels.length);
      const scored = decodeClassification(logits, labels, { scores: "probabilities", temperature });
      return Array.from(targets, (target, index) => {
        const byLabel = new Map(scored[index]?.map(({ label, score }) => [label, score]));
        return {
          index,
          truth: labels[target] ?? "",
          prediction: labels[predicted[index] ?? 0] ?? "",
          probabilities: labels.map((label) => byLabel.get(label) ?? 0),
        };
      });
    },
  };
}
