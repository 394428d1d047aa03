import { BerthError, isJsonObject } from "../base/index.js";
import type { DataFile } from "./data-file.js";
import { jsonPieces } from "./json-pieces.js";
import { type JsonRecord, jsonRecords } from "./json-records.js";
import type { Table } from "./table.js";

const member = /^("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*/s;

/**
 * The table of a JSON file: a column for every key, in the order they first appear. Strings become
 * their text; numbers, nested lists and objects stay as they are written. (DuckDB's JSON reader
 * would rewrite numbers, 1.50 as 1.5, and names that differ in case only.)
 *
 * @throws JSON_BROKEN, COLUMN_REPEATED, ROWS_MISSING
 */
export function readJson(source: DataFile): Table {
  const { file, format } = source;
  const records = jsonRecords(source).map((record) => readRecord(file, record));
  if (records.length === 0) {
    const message = `${file}: the file must hold rows; its list is empty`;
    throw new BerthError("ROWS_MISSING", message, { file });
  }
  const columns = [...new Set(records.flatMap((record) => [...record.keys()]))];
  const rows = records.map((record) => columns.map((name) => record.get(name) ?? null));
  return { file, format, columns, rows };
}

/** Cells of one record by column. */
function readRecord(file: string, { text, line }: JsonRecord): Map<string, string | null> {
  checkObject(file, line, text);
  const cells = new Map<string, string | null>();
  for (const piece of jsonPieces(text) ?? []) {
    const [name = "", key = ""] = member.exec(piece.text) ?? [];
    const column = JSON.parse(key) as string;
    if (cells.has(column)) {
      throw new BerthError(
        "COLUMN_REPEATED",
        `${file} line ${line}: every key of a record must be there once; "${column}" is there twice. Rename or remove one`,
        { file, line, column },
      );
    }
    cells.set(column, cell(piece.text.slice(name.length)));
  }
  return cells;
}

function cell(written: string): string | null {
  if (written === "null") return null;
  return written.startsWith('"') ? (JSON.parse(written) as string) : written;
}

function checkObject(file: string, line: number, text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BerthError(
      "JSON_BROKEN",
      `${file} line ${line}: the record that starts here must be one JSON object; it is not JSON (${(error as Error).message})`,
      { file, line },
      { cause: error },
    );
  }
  if (isJsonObject(value)) return;
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  throw new BerthError(
    "JSON_BROKEN",
    `${file} line ${line}: a record must be a JSON object such as {"text": "...", "label": "..."}; got ${shown}`,
    { file, line },
  );
}
