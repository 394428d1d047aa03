import type { Table } from "../records/index.js";
import { requiredTexts } from "./required-texts.js";
import type { CheckNames, Task, TaskColumns } from "./task.js";

/** How a check reads the rows of a task, with the columns of all texts that no row may leave empty. */
export function checkNames(
  task: Pick<Task, "checkNames" | "skipsEmpty" | "textColumns">,
  table: Table,
  columns: TaskColumns,
): CheckNames {
  const texts = requiredTexts(task, columns).flatMap((column) => table.columns[column] ?? []);
  return { ...task.checkNames(table, columns), requiredTexts: texts };
}
