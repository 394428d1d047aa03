import type { Task, TaskOutputs, EvaluatedRow as Told } from "../tasks/index.js";

/** One row of an evaluation. */
export interface EvaluatedRow extends Omit<Told, "index"> {
  /** Number of the row in its file, counted from 1. */
  readonly row: number;
  readonly text: string;
}

/**
 * Predictions beside the truth, in the order of the rows.
 *
 * @param source - number and text of the i-th row
 */
export function evaluatedRows(
  task: Task,
  outputs: TaskOutputs,
  source: (index: number) => Pick<EvaluatedRow, "row" | "text">,
): EvaluatedRow[] {
  return task.evaluated(outputs).map(({ index, ...told }) => ({ ...source(index), ...told }));
}
