import type { TextInput } from "../tokenizer/index.js";
import { textCells } from "./cells.js";
import type { TaskRows } from "./task.js";

/** The role of the second text's column in `TaskColumns.more`. */
export const pairRole = "pair";

/**
 * The texts of rows as a tokenizer takes them: one each, or two where the rows have a second text.
 *
 * A first text may be empty: cleaning may leave nothing of one that was not empty in its file.
 *
 * @throws TEXT_EMPTY at the first second text with nothing but spaces
 */
export async function textInputs({ table, columns, rows }: TaskRows): Promise<TextInput[]> {
  const pair = columns.more?.[pairRole];
  const textAt = (row: number, column: number): string => table.rows[row]?.[column] ?? "";
  if (pair === undefined) return Array.from(rows, (row) => textAt(row, columns.text));
  await textCells(table, pair);
  return Array.from(rows, (row) => [textAt(row, columns.text), textAt(row, pair)] as const);
}
