import { type Example, int32, type TensorData } from "../../base/index.js";
import { chainSteps } from "./chain-steps.js";
import { UNLABELLED } from "./token-labels.js";

/** Label of a token that is left out, as other programs write it. */
const IGNORED = -100;

/**
 * What the losses over tokens read: the rows that have a label, their labels, and their chain for a CRF.
 *
 * Axes: M labelled tokens of all examples.
 *
 * - `labelled_rows` `[M]` int32: their rows in the packed batch, where examples stand end to end
 * - `labels` `[M]` int32
 * - the tensors of `chainSteps`
 */
export function tokenTargets(
  examples: readonly Pick<Example, "tokenIds" | "target">[],
): Readonly<Record<string, TensorData>> {
  const rows: number[] = [];
  const sequences: number[][] = [];
  let row = 0;
  for (const { tokenIds, target = new Int32Array(0) } of examples) {
    const labels: number[] = [];
    for (const [token, label] of target.entries()) {
      if (label === UNLABELLED || label === IGNORED) continue;
      rows.push(row + token);
      labels.push(label);
    }
    if (labels.length > 0) sequences.push(labels);
    row += tokenIds.length;
  }
  return {
    labelled_rows: int32([rows.length], Int32Array.from(rows)),
    labels: int32([rows.length], Int32Array.from(sequences.flat())),
    ...chainSteps(sequences),
  };
}
