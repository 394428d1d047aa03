import { unreachable } from "../base/index.js";
import { openFormat } from "./formats/open-format.js";
import type { Table } from "./table.js";

/** What tells where rows are from: a table, or an opened source. */
export type RowsOfFile = Pick<Table, "file" | "readAs">;

/** The physical line, from 1, on which row `row` of the table starts. Reads the file again: for errors only. */
export async function lineOf(table: RowsOfFile, row: number): Promise<number> {
  const [line] = await linesOf(table, [row]);
  return line ?? unreachable(`row ${row} of ${table.file}`);
}

/**
 * The physical lines, from 1, on which rows start, all found in one more reading of the file. In a
 * Parquet file, which has no lines, they are the numbers of the rows.
 *
 * @param rows - places in the file's records, from 0, as in a table
 */
export async function linesOf(table: RowsOfFile, rows: readonly number[]): Promise<number[]> {
  const { limit: _, ...readAs } = table.readAs ?? {};
  const reader = await openFormat(table.file, readAs);
  const wanted = new Set(rows);
  const last = Math.max(...rows);
  const found = new Map<number, number>();
  let row = 0;
  for await (const lines of reader.lines()) {
    for (const line of lines) {
      if (wanted.has(row)) found.set(row, line);
      row += 1;
    }
    if (row > last) break;
  }
  return rows.map((one) => found.get(one) ?? unreachable(`row ${one} of ${table.file}`));
}
