import type { TextInput } from "../tokenizer/index.js";
import type { TaskColumns, TaskRows } from "./task.js";

/** The role of the second text's column in `TaskColumns.more`. */
export const pairRole = "pair";

/** Where a table keeps the texts of a task. */
type InputColumns = Pick<TaskColumns, "text" | "more">;

/**
 * The texts of rows as a tokenizer takes them: one each, or two where the rows have a second text.
 *
 * Any may be empty: cleaning may leave nothing of one that was not empty in its file.
 */
export function textInputs({
  table,
  columns,
  rows,
}: Omit<TaskRows, "columns"> & { readonly columns: InputColumns }): TextInput[] {
  const pair = columns.more?.[pairRole];
  const textAt = (row: number, column: number): string => table.rows[row]?.[column] ?? "";
  if (pair === undefined) return Array.from(rows, (row) => textAt(row, columns.text));
  return Array.from(rows, (row) => [textAt(row, columns.text), textAt(row, pair)] as const);
}

/** The columns of one text, or of two that are read together. */
export function inputColumns({ text, more }: InputColumns): number[] {
  const pair = more?.[pairRole];
  return pair === undefined ? [text] : [text, pair];
}
