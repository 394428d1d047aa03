import { extname } from "node:path";
import { parquetBytes } from "./parquet-bytes.js";
import { rewrittenJson } from "./rewritten-json.js";
import type { Table } from "./table.js";
import { tableText } from "./table-text.js";

/** Endings of the files that a table can be written to. */
export const writableEndings: readonly string[] = [".csv", ".tsv", ".jsonl", ".parquet"];

/** Whether a table can be written to a file of this name. */
export function isWritableTable(file: string): boolean {
  return writableEndings.includes(extname(file).toLowerCase());
}

/**
 * The content of the file that a table is written to, by the ending of its name, in pieces. Read
 * again, every cell is what it was. From JSON to JSON lines, whatever was not changed stays as it was
 * written: the digits of a number, keys that are absent.
 *
 * @throws CELL_UNWRITABLE for a cell that a `.tsv` cannot hold
 */
export async function* tableContent(
  table: Table,
  file: string,
): AsyncGenerator<string | Uint8Array> {
  const ending = extname(file).toLowerCase();
  if (ending === ".parquet") yield* parquetBytes(table);
  else if (ending === ".jsonl" && table.format === "jsonl") yield* rewrittenJson(table);
  else yield* tableText({ ...table, file }, [table]);
}
