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
   * Row i is record i + 1 of the file, cells in the order of `columns`.
   * A cell is null where nothing is written: between two delimiters, or a JSON value absent or null.
   */
  readonly rows: readonly Cells[];
  /** Sentences that say what was found out about the file, such as its encoding. */
  readonly notes?: readonly string[];
  /** How the file was read, all found out: reading it so again gives the same rows. */
  readonly readAs?: ReadOptions;
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
