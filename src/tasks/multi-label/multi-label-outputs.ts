import type { TaskOutputs } from "../task.js";
import { temperatureOf } from "../temperature.js";

/** Where nothing was tuned or asked for. */
const USUAL_THRESHOLD = 0.5;

/** Probability of one label of its own, as far as it is calibrated. */
export function labelProbability(logit: number, temperature = 1): number {
  return 1 / (1 + Math.exp(-logit / temperature));
}

/** The least probability at which each label is given. */
export function thresholdsOf({
  labels,
  tuned,
}: Pick<TaskOutputs<Int32Array>, "labels" | "tuned">): number[] {
  const thresholds = tuned?.["thresholds"];
  return Array.isArray(thresholds) ? thresholds.map(Number) : labels.map(() => USUAL_THRESHOLD);
}

/** Truth, probabilities and predictions of all rows, `[n * L]`, row-major. */
export function labelCells(outputs: TaskOutputs<Int32Array>) {
  const { references, labels } = outputs;
  const thresholds = thresholdsOf(outputs);
  const temperature = temperatureOf(outputs.tuned);
  const truth = new Uint8Array(references.length * labels.length);
  for (const [row, ids] of references.entries()) {
    for (const id of ids) truth[row * labels.length + id] = 1;
  }
  const probabilities = Float64Array.from(
    outputs.outputs.flatMap((logits) =>
      Array.from(logits, (logit) => labelProbability(logit, temperature)),
    ),
  );
  const prediction = Uint8Array.from(probabilities, (probability, cell) =>
    Number(probability >= (thresholds[cell % labels.length] as number)),
  );
  return { truth, probabilities, prediction };
}
