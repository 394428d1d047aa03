import { readDataFile } from "./data-file.js";
import { readDelimited } from "./read-delimited.js";
import { readJson } from "./read-json.js";
import type { Table } from "./table.js";

/**
 * Reads a file of records: `.csv` (RFC 4180, delimiter `,` `;` tab or `|`), `.tsv` (no quotes),
 * `.jsonl` or `.json` (an object a line, or one list of objects). UTF-8, with a header.
 *
 * @throws FORMAT_UNKNOWN, FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, FILE_ENCODING, QUOTE_BROKEN,
 * ROW_CELLS, COLUMN_REPEATED, ROWS_MISSING, JSON_BROKEN
 *
 * @example
 * const table = await readTable("reviews.csv");
 * const texts = table.rows.map((row) => row[columnIndex(table, "text")]);
 */
export async function readTable(file: string): Promise<Table> {
  const source = await readDataFile(file);
  return source.format === "jsonl" ? readJson(source) : readDelimited(source);
}
