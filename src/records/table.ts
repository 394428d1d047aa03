import { BerthError, nearest, someOf } from "../base/index.js";

/** A data file in memory: every cell as the text that the file holds. */
export interface Table {
  readonly file: string;
  readonly format: "csv" | "tsv" | "jsonl";
  readonly columns: readonly string[];
  /**
   * Row i is record i + 1 of the file, cells in the order of `columns`.
   * A cell is null where nothing is written: between two delimiters, or a JSON value absent or null.
   */
  readonly rows: readonly (readonly (string | null)[])[];
  /** Record of the file behind each row, from 0, where some rows of the file are left out. */
  readonly records?: readonly number[];
}

/** The record of the file that a row is, from 0. */
export function recordOf({ records }: Pick<Table, "records">, row: number): number {
  return records?.[row] ?? row;
}

/** Some rows of a table, in the order given. */
export function selectRows(table: Table, rows: ArrayLike<number>): Table {
  const places = Array.from(rows);
  return {
    ...table,
    rows: places.map((row) => table.rows[row] ?? []),
    records: places.map((row) => recordOf(table, row)),
  };
}

/**
 * The place of a column that the user named.
 *
 * @throws COLUMN_MISSING with the columns there are and the nearest name
 */
export function columnIndex(table: Table, name: string): number {
  const { file, columns } = table;
  const index = columns.indexOf(name);
  if (index >= 0) return index;
  const near = nearest(name, columns);
  const hint = near === undefined ? "" : `. Did you mean "${near}"?`;
  throw new BerthError(
    "COLUMN_MISSING",
    `${file}: no column "${name}"; the columns are: ${someOf(columns)}${hint}`,
    { file, column: name, columns, nearest: near ?? null },
  );
}
