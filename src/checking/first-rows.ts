import type { Cells, RecordSource, Table } from "../records/index.js";

/** Rows by which columns are guessed where their names do not tell. */
const GUESSED_BY = 10_000;

/** The first rows of an opened file, as a table. */
export async function firstRows(source: RecordSource, count = GUESSED_BY): Promise<Table> {
  const rows: Cells[] = [];
  for await (const batch of source.batches()) {
    for (const row of batch.rows.slice(0, count - rows.length)) rows.push(row);
    if (rows.length >= count) break;
  }
  const { file, format, columns, notes, readAs } = source;
  return { file, format, columns, rows, notes, readAs };
}
