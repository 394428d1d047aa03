import type { Table } from "../records/index.js";
import type { ColumnNames } from "./task.js";
import type { TaskName } from "./task-names.js";

/** The task that labelled rows look like, and a sentence where that was not plain. */
export interface GuessedTask {
  readonly name: TaskName;
  readonly note?: string;
}

/**
 * Guesses the task by the columns of the training rows and the columns that were named.
 *
 * @param table - the training rows
 */
export function guessTask(_table: Table, _names: ColumnNames): GuessedTask {
  return { name: "classification" };
}
