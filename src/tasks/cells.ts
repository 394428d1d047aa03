import { BerthError } from "../base/index.js";
import { lineOf, recordOf, type Table } from "../records/index.js";

/** Where a row stands, for a sentence and for an error's details. Both numbers count from 1. */
export interface Place {
  readonly file: string;
  /** Number of the record, without the header. */
  readonly row: number;
  /** Physical line of the file on which the record starts. */
  readonly line: number;
}

/** Finds the line of a row; reads the file once more, so only for errors. */
export async function placeOf(table: Table, row: number): Promise<Place> {
  return { file: table.file, row: recordOf(table, row) + 1, line: await lineOf(table, row) };
}

export function placeText({ file, row, line }: Place): string {
  return `${file} row ${row} (line ${line})`;
}

/**
 * The texts of a column, one a row, as they came.
 *
 * @throws TEXT_EMPTY at the first cell with nothing but spaces
 */
export async function textCells(table: Table, column: number): Promise<string[]> {
  const cells = cellsOf(table, column);
  await requireFilled(table, column, cells, "TEXT_EMPTY", "a text");
  return cells;
}

/**
 * The labels of a column, one a row, without the spaces around them.
 *
 * @throws LABEL_EMPTY at the first cell with nothing but spaces
 */
export async function labelCells(table: Table, column: number): Promise<string[]> {
  const cells = cellsOf(table, column).map((cell) => cell.trim());
  await requireFilled(table, column, cells, "LABEL_EMPTY", "a label");
  return cells;
}

function cellsOf(table: Table, column: number): string[] {
  return table.rows.map((row) => row[column] ?? "");
}

async function requireFilled(
  table: Table,
  column: number,
  cells: readonly string[],
  code: "TEXT_EMPTY" | "LABEL_EMPTY",
  what: string,
): Promise<void> {
  const empty = cells.flatMap((cell, row) => (cell.trim() === "" ? [row] : []));
  const [first] = empty;
  if (first === undefined) return;
  const place = await placeOf(table, first);
  const name = table.columns[column] as string;
  const which =
    empty.length === 1 ? "is empty" : `is empty, the first of ${empty.length} such cells`;
  throw new BerthError(
    code,
    `${placeText(place)}: column "${name}" must hold ${what}; the cell ${which}. Fill it in, or delete the row.`,
    { ...place, column: name, count: empty.length },
  );
}
