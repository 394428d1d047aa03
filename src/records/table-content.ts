import { extname } from "node:path";
import { parquetBytes } from "./parquet-bytes.js";
import { rewrittenJson } from "./rewritten-json.js";
import type { Table } from "./table.js";
import { tableText, type WritableTable } from "./table-text.js";

/** Endings of the files that a table can be written to. */
export const writableEndings: readonly string[] = [".csv", ".tsv", ".jsonl", ".json", ".parquet"];

/**
 * The content of the file that a table is written to, by the ending of its name, in pieces. Read
 * again, every cell is what it was. From JSON to JSON, whatever was not changed stays as it was
 * written: the digits of a number, keys that are absent.
 *
 * @param beside - tables that belong together: a column is written as numbers only if it is one in all
 * @throws CELL_UNWRITABLE for a cell that a `.tsv` cannot hold
 */
export function tableContent(
  table: WritableTable,
  file: string,
  beside: readonly WritableTable[],
): Iterable<string> | AsyncIterable<string | Uint8Array> {
  const ending = extname(file).toLowerCase();
  if (ending === ".parquet") return parquetBytes(table);
  if ([".json", ".jsonl"].includes(ending) && wasReadFromJson(table)) {
    return rewrittenJson(table, ending === ".json" ? "list" : "lines");
  }
  return tableText({ ...table, file }, beside);
}

/** Whether the rows are records of a JSON file that is there to be read again. */
function wasReadFromJson(table: WritableTable): table is Table {
  const { file, format, readAs } = table;
  return file !== undefined && readAs !== undefined && (format === "json" || format === "jsonl");
}
