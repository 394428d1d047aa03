import { extname } from "node:path";
import { convertedContent } from "./converting/converted-content.js";
import { parquetContent } from "./converting/parquet-content.js";
import type { RecordBatch, RecordSource } from "./record-source.js";
import { isPlainJson, rewrittenJson } from "./rewritten-json.js";
import { recordOf, type Table } from "./table.js";
import { tableText, type WritableTable } from "./table-text.js";

/** Formats that no ending of a table's file tells. */
export type AnnotatedFormat = "conll" | "squad";

/** Endings of the files that a table can be written to. */
export const writableEndings: readonly string[] = [".csv", ".tsv", ".jsonl", ".json", ".parquet"];

/**
 * The content of the file that a table is written to, by the ending of its name, in pieces. Read
 * again, every cell is what it was. From JSON to JSON, whatever was not changed stays as it was
 * written: the digits of a number, keys that are absent.
 *
 * @param beside - tables that belong together: a column is written as numbers only if it is one in all
 * @param format - what is written whatever the name ends in
 * @throws CELL_UNWRITABLE for a cell that the format cannot hold; COLUMNS_UNFIT
 */
export function tableContent(
  table: WritableTable,
  file: string,
  beside: readonly WritableTable[],
  format?: AnnotatedFormat,
): Iterable<string> | AsyncIterable<string | Uint8Array> {
  if (format !== undefined) return convertedContent(sourceOf(table, file), format);
  const ending = extname(file).toLowerCase();
  if (ending === ".parquet") {
    return parquetContent({ columns: table.columns, batches: () => oneBatch(table) });
  }
  if ([".json", ".jsonl"].includes(ending) && wasReadFromJson(table)) {
    return rewrittenJson(table, ending === ".json" ? "list" : "lines");
  }
  return tableText({ ...table, file }, beside);
}

/** Whether the rows are records of a JSON file that is there to be read again. */
function wasReadFromJson(table: WritableTable): table is Table {
  const { file, format, readAs } = table;
  return file !== undefined && readAs !== undefined && isPlainJson(format);
}

/** The rows of a table as those of an opened file. */
function sourceOf(table: WritableTable, written: string): RecordSource {
  const { file = written, format = "csv", columns, readAs = {} } = table;
  const batches = () => batchesOf(table);
  return { file, format, columns, notes: [], readAs, refused: [], refusedCount: 0, batches };
}

async function* oneBatch({ rows }: WritableTable): AsyncGenerator<RecordBatch> {
  yield { firstRecord: 1, rows };
}

/** Row by row, so that each keeps the number of its record. */
async function* batchesOf(table: WritableTable): AsyncGenerator<RecordBatch> {
  for (const [index, row] of table.rows.entries()) {
    yield { firstRecord: recordOf(table, index) + 1, rows: [row] };
  }
}
