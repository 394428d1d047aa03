import { BerthError, isJsonObject, type Json, type JsonObject } from "../../base/index.js";
import type { Line } from "../files/lines.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName, ReadOptions } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";
import { jsonPieces } from "./json-pieces.js";
import { jsonRecords } from "./json-records.js";
import { refuseSpreadTable, refuseWholeTable } from "./whole-table.js";

const member = /^("[^"\\]*(?:\\.[^"\\]*)*")\s*:\s*/s;

/**
 * The reader of JSON records: a column for every key, in the order they first appear. Strings become
 * their text; numbers, nested lists and objects stay as they are written. (DuckDB's JSON reader
 * would rewrite numbers, 1.50 as 1.5, and names that differ in case only.)
 *
 * @throws FILE_EMPTY, ROWS_MISSING, JSON_BROKEN for a list that is never closed; RECORD_SHAPE for a file that is one
 * object of all rows
 */
export async function openPlainJson(
  source: TextFile,
  format: FormatName,
  options: ReadOptions,
): Promise<FormatReader> {
  if (source.head.trim() === "") throw emptyFile(source.file);
  refuseSpreadTable(source);
  const columns = await findColumns(source, options.limit);
  const places = new Map(columns.map((name, index) => [name, index]));
  return readerOfRows({ format, columns, notes: [], readAs: {} }, async function* () {
    for await (const records of jsonRecords(source)) {
      yield records.map((record) => readRow(source.file, record, places));
    }
  });
}

async function findColumns(
  source: TextFile,
  limit = Number.POSITIVE_INFINITY,
): Promise<readonly string[]> {
  const columns = new Set<string>();
  let count = 0;
  let first: Line | undefined;
  for await (const records of jsonRecords(source)) {
    for (const record of records) {
      if (count === limit) return [...columns];
      addKeys(source.file, record, columns);
      first = count === 0 ? record : undefined;
      count += 1;
    }
  }
  if (first !== undefined) refuseWholeTable(source, parseRecord(source.file, first));
  if (count > 0) return [...columns];
  const message = `${source.file}: the file must hold rows; its list is empty`;
  throw new BerthError("ROWS_MISSING", message, { file: source.file });
}

function addKeys(file: string, record: Line, columns: Set<string>): void {
  const value = parseObject(file, record);
  if (value instanceof BerthError || Object.keys(value).every((key) => columns.has(key))) return;
  const members = writtenMembers(file, record);
  // JSON.parse puts keys such as "1" first; the pieces keep the order of the file.
  if (!(members instanceof BerthError)) for (const key of members.keys()) columns.add(key);
}

function readRow(file: string, record: Line, places: ReadonlyMap<string, number>): ReadRow {
  const cells: (string | null)[] = new Array(places.size).fill(null);
  const { line } = record;
  const value = parseObject(file, record);
  if (value instanceof BerthError) return { line, cells: value };
  const members = isWrittenPlainly(value, record.text)
    ? Object.entries(value).map(([key, item]) => [key, plainCell(item)] as const)
    : writtenMembers(file, record);
  if (members instanceof BerthError) return { line, cells: members };
  for (const [key, cell] of members) cells[places.get(key) ?? -1] = cell;
  return { line, cells };
}

/** Whether a record is written as JSON.stringify would: then nothing is lost by parsing it. */
function isWrittenPlainly(value: JsonObject, text: string): boolean {
  try {
    return JSON.stringify(value) === text;
  } catch {
    // Too deep to be written by recursion.
    return false;
  }
}

function plainCell(value: Json): string | null {
  if (value === null) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Cells of a record by key, as they are written. */
function writtenMembers(
  file: string,
  { text, line }: Line,
): Map<string, string | null> | BerthError {
  const cells = new Map<string, string | null>();
  for (const piece of jsonPieces(text) ?? []) {
    const [name = "", key = ""] = member.exec(piece.text) ?? [];
    const column = JSON.parse(key) as string;
    if (cells.has(column)) {
      return new BerthError(
        "COLUMN_REPEATED",
        `${file} line ${line}: every key of a record must be there once; "${column}" is there twice. Rename or remove one`,
        { file, line, column },
      );
    }
    cells.set(column, writtenCell(piece.text.slice(name.length)));
  }
  return cells;
}

function writtenCell(written: string): string | null {
  if (written === "null") return null;
  return written.startsWith('"') ? (JSON.parse(written) as string) : written;
}

function parseObject(file: string, record: Line): JsonObject | BerthError {
  const value = parseRecord(file, record);
  if (value instanceof BerthError || isJsonObject(value)) return value;
  const { text, line } = record;
  const shown = text.length > 40 ? `${text.slice(0, 40)}...` : text;
  return new BerthError(
    "JSON_BROKEN",
    `${file} line ${line}: a record must be a JSON object such as {"text": "...", "label": "..."}; got ${shown}`,
    { file, line },
  );
}

/** A record's value, or what the parser says. */
export function parseRecord(file: string, { text, line }: Line): Json | BerthError {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return new BerthError(
      "JSON_BROKEN",
      `${file} line ${line}: the record that starts here must be one JSON object; it is not JSON (${(error as Error).message})`,
      { file, line },
      { cause: error },
    );
  }
}
