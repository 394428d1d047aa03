import { unreachable } from "../base/index.js";
import { openFormat } from "./formats/open-format.js";
import { recordOf, type Table } from "./table.js";

/** What tells where rows are from: a table, or an opened source. */
export type RowsOfFile = Pick<Table, "file" | "readAs" | "records">;

/** The physical line, from 1, on which row `row` of the table starts. Reads the file again: for errors only. */
export async function lineOf(table: RowsOfFile, row: number): Promise<number> {
  const [line] = await linesOf(table, [row]);
  return line ?? unreachable(`row ${row} of ${table.file}`);
}

/**
 * The physical lines, from 1, on which rows start, all found in one more reading of the file. In a
 * Parquet file, which has no lines, they are the numbers of the rows.
 *
 * @param rows - rows of the table, from 0; of an opened source, its records
 */
export async function linesOf(table: RowsOfFile, rows: readonly number[]): Promise<number[]> {
  const { limit: _, ...readAs } = table.readAs ?? {};
  const reader = await openFormat(table.file, readAs);
  const records = rows.map((row) => recordOf(table, row));
  const wanted = new Set(records);
  const last = Math.max(...records);
  const found = new Map<number, number>();
  let record = 0;
  for await (const lines of reader.lines()) {
    for (const line of lines) {
      if (wanted.has(record)) found.set(record, line);
      record += 1;
    }
    if (record > last) break;
  }
  return records.map((one) => found.get(one) ?? unreachable(`record ${one} of ${table.file}`));
}
