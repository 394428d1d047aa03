import type { Table } from "../records/index.js";
import { textCells } from "./cells.js";
import type { Task, TaskColumns } from "./task.js";

/** Columns whose cells must each hold a text in the file; cleaning may leave nothing of one. */
export function requiredTexts(
  { skipsEmpty = false, textColumns }: Pick<Task, "skipsEmpty" | "textColumns">,
  columns: TaskColumns,
): readonly number[] {
  if (skipsEmpty) return [];
  return textColumns?.(columns) ?? [columns.text];
}

/** @throws TEXT_EMPTY at the first cell of a column with nothing but spaces */
export async function requireTexts(table: Table, columns: readonly number[]): Promise<void> {
  for (const column of columns) await textCells(table, column);
}
