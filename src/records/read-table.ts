import { BerthError } from "../base/index.js";
import type { ReadOptions } from "./read-options.js";
import { readRecords } from "./read-records.js";
import type { RecordSource } from "./record-source.js";
import type { Cells, Table } from "./table.js";

/**
 * Reads a file of records whole; formats and options as in `readRecords`. The first faulty record
 * is an error here.
 *
 * @param onProgress - is told, now and then, how many rows are read
 * @throws the codes of `readRecords`, and QUOTE_BROKEN, ROW_CELLS, NULL_BYTE, RECORD_SHAPE,
 * RECORD_TOO_LONG
 *
 * @example
 * const table = await readTable("reviews.csv");
 * const texts = table.rows.map((row) => row[columnIndex(table, "text")]);
 */
export async function readTable(
  file: string,
  options: ReadOptions = {},
  onProgress: (rows: number) => void = () => {},
): Promise<Table> {
  const source = await readRecords(file, options);
  const { format, columns, notes, readAs } = source;
  const rows: Cells[] = [];
  for await (const batch of source.batches()) {
    requireAll(source);
    for (const row of batch.rows) rows.push(row);
    onProgress(rows.length);
  }
  requireAll(source);
  if (rows.length === 0) {
    const message = `${file}: the file must hold rows; it has none`;
    throw new BerthError("ROWS_MISSING", message, { file });
  }
  return { file, format, columns, rows, notes, readAs };
}

function requireAll({ refused }: RecordSource): void {
  const [first] = refused;
  if (first) throw first.reason;
}
