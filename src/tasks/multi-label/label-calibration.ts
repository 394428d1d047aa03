import { expectedCalibrationError } from "../../metrics/index.js";
import { joinOutputs } from "../join-outputs.js";
import type { CalibrationScores } from "../softmax-calibration.js";
import type { TaskOutputs } from "../task.js";
import { fittedTemperature } from "../temperature.js";
import { labelCells } from "./multi-label-outputs.js";

/**
 * The one temperature for all labels that makes the binary cross entropy of their cells least. The
 * probability of a logit x is the softmax of [x, 0], so it is the temperature of such rows.
 */
export function labelTemperature(outputs: TaskOutputs<Int32Array>): number {
  const { truth } = labelCells(outputs);
  const logits = new Float32Array(2 * truth.length);
  for (const [cell, logit] of joinOutputs(outputs.outputs).entries()) logits[2 * cell] = logit;
  const classes = truth.map((holds) => 1 - holds);
  return fittedTemperature(logits, classes, 2);
}

/**
 * How far probabilities of labels are from the share of cells in which the label holds, over the cells
 * of all rows and labels, without and with the temperature.
 */
export function labelCalibration(outputs: TaskOutputs<Int32Array>): CalibrationScores {
  const error = (cells: ReturnType<typeof labelCells>): number =>
    expectedCalibrationError(cells.probabilities, Array.from(cells.truth, Boolean));
  return {
    ece_before: error(labelCells({ ...outputs, tuned: undefined })),
    ece: error(labelCells(outputs)),
  };
}
