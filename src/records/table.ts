import { BerthError, nearest, someOf } from "../base/index.js";
import type { FormatName, ReadOptions } from "./read-options.js";

/** One row: every cell as the text that the file holds, or null where nothing is written. */
export type Cells = readonly (string | null)[];

/** A data file in memory: every cell as the text that the file holds. */
export interface Table {
  readonly file: string;
  readonly format: FormatName;
  readonly columns: readonly string[];
  /**
   * Row i is record i + 1 of the file unless `records` says otherwise; cells in the order of `columns`.
   * A cell is null where nothing is written: between two delimiters, or a JSON value absent or null.
   */
  readonly rows: readonly Cells[];
  /**
   * Record of the file behind each row, from 0, where the rows are not simply those of the file: some
   * are left out, or made of others, whose record they have.
   */
  readonly records?: readonly number[];
  /** Columns that are not of the file but were put beside its own. */
  readonly addedColumns?: readonly string[];
  /** Sentences that say what was found out about the file, such as its encoding. */
  readonly notes?: readonly string[];
  /** How the file was read, all found out: reading it so again gives the same rows. */
  readonly readAs?: ReadOptions;
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
export function columnIndex(
  { file, columns }: Pick<Table, "file" | "columns">,
  name: string,
): number {
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
