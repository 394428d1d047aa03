import { extname } from "node:path";
import { BerthError } from "../base/index.js";
import type { FormatName } from "./read-options.js";
import type { Table } from "./table.js";

/** What a table is written from: columns and rows, and where they are from if they were read. */
export type WritableTable = Pick<Table, "columns" | "rows"> & Partial<Table>;

type Row = Table["rows"][number];

/** Rows that are handed on at once. */
const ROWS_OF_PIECE = 1000;

/**
 * The text of a table's file, in pieces.
 *
 * @param beside - tables that belong together: a column is written as numbers only if it is one in all
 * @throws CELL_UNWRITABLE for a cell that a `.tsv` cannot hold
 */
export function tableText(
  table: WritableTable & { readonly file: string },
  beside: readonly WritableTable[],
): Iterable<string> {
  const { file, columns, rows } = table;
  const ending = extname(file).toLowerCase();
  if (ending === ".csv") {
    const cells = (row: Row) => row.map((cell) => csvCell(cell, row.length)).join(",");
    return pieces([columns.map(csvName).join(",")], rows, cells);
  }
  if (ending === ".tsv") {
    checkTsv(table);
    return pieces([columns.join("\t")], rows, (row) => row.map((cell) => cell ?? "").join("\t"));
  }
  const written = columns.map((_, column) => areJson(beside, column));
  const record = (row: Row): string => {
    const members = columns.map((name, column) => {
      const cell = row[column] ?? null;
      const value = cell !== null && written[column] ? cell : JSON.stringify(cell);
      return `${JSON.stringify(name)}: ${value}`;
    });
    return `{${members.join(", ")}}`;
  };
  return ending === ".json" ? listPieces(rows, record) : pieces([], rows, record);
}

function* pieces(
  head: readonly string[],
  rows: readonly Row[],
  lineOf: (row: Row, index: number) => string,
): Generator<string> {
  for (const line of head) yield `${line}\n`;
  for (let first = 0; first < rows.length; first += ROWS_OF_PIECE) {
    const lines = rows
      .slice(first, first + ROWS_OF_PIECE)
      .map((row, place) => `${lineOf(row, first + place)}\n`);
    yield lines.join("");
  }
}

function* listPieces(rows: readonly Row[], record: (row: Row) => string): Generator<string> {
  const last = rows.length - 1;
  yield* pieces(["["], rows, (row, index) => `${record(row)}${index < last ? "," : ""}`);
  yield "]\n";
}

/** A cell of RFC 4180. An empty text differs from no text by its quotes; so a row never is a blank line. */
export function csvCell(cell: string | null, cellCount: number): string {
  if (cell === null) return cellCount === 1 ? '""' : "";
  return cell === "" || /[",\r\n]|^\s|\s$/.test(cell) ? quoted(cell) : cell;
}

/** Quoted also where a reader that counts delimiters in the header could be misled. */
export const csvName = (name: string): string =>
  /[",;|\s]/.test(name) || name === "" ? quoted(name) : name;

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;

function checkTsv({ file, columns, rows }: WritableTable & { readonly file: string }): void {
  const refuse = (row: number, column: number, what: string): never => {
    const name = columns[column] ?? "";
    const place = row < 0 ? `the name of column ${column + 1}` : `row ${row + 1}, column "${name}"`;
    throw new BerthError(
      "CELL_UNWRITABLE",
      `${file}: ${place} ${what}, which a .tsv file cannot hold. Write a .csv or .jsonl file`,
      { file, row: row + 1, column: name },
    );
  };
  for (const [index, row] of [columns, ...rows].entries()) {
    const column = row.findIndex((cell) => /[\t\r\n]/.test(cell ?? ""));
    if (column >= 0) refuse(index - 1, column, "has a tab or a line break");
    if (row.length === 1 && !row[0]) refuse(index - 1, 0, "is empty and alone in its row");
  }
}

/** Whether all cells of a column are numbers, truth values, lists or objects as JSON writes them. */
export function areJson(tables: readonly WritableTable[], column: number): boolean {
  return tables.every(({ rows, format }) =>
    rows.every((row) => {
      const cell = row[column] ?? null;
      if (cell === null) return true;
      return isJson(cell) && !(hasTextsForNumbers(format) && /^-?\d/.test(cell));
    }),
  );
}

/** Whether no cell of a format is a number: the id "2" of a question is a text. */
const hasTextsForNumbers = (format: FormatName | undefined): boolean =>
  ["squad", "doccano", "spacy", "prodigy", "label-studio", "cluener"].includes(format ?? "");

/** Whether a cell is a number, truth value, list or object that JSON can hold as it stands. */
export function isJson(cell: string): boolean {
  if (cell === "true" || cell === "false") return true;
  // A number with more digits than a program keeps stays a text, as do 007 and +1.
  if (/^-?\d/.test(cell)) return String(Number(cell)) === cell;
  // A line break between the signs would end the record of a .jsonl file.
  return !/[\r\n]/.test(cell) && isNestedJson(cell);
}

/** Whether a text is a list or an object of JSON. */
export function isNestedJson(text: string): boolean {
  if (!/^[[{]/.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
