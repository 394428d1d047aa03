import { BerthError } from "../../base/index.js";
import { recordOf, type Table } from "../table.js";
import {
  type AugmentPlan,
  type AugmentSettings,
  augmentRows,
  type MadeRow,
} from "./augment-rows.js";
import { textPassage } from "./text-passage.js";
import { tokensPassage } from "./tokens-passage.js";
import type { Passage } from "./words.js";

/** The columns that are edited: a text, or tokens with their tags, both JSON lists. */
export type EditedColumns =
  | { readonly text: number }
  | { readonly tokens: number; readonly tags: number };

/** Where a made row says which it was made of, by its record number from 1, and how. */
const sourceColumns = ["augmented_from", "augmentation"] as const;

/**
 * A table with made rows behind its own. Two columns more say of a made row the record number of its
 * source and the method; they are null in the rows that were there. All other cells are the source's.
 *
 * @throws COLUMN_REPEATED when the table was augmented already; TAGS_BROKEN
 */
export async function augmentTable(
  table: Table,
  columns: EditedColumns,
  plan: AugmentPlan,
  settings: AugmentSettings,
): Promise<{
  readonly table: Table;
  readonly made: readonly MadeRow[];
}> {
  const marked = sourceColumns.find((name) => table.columns.includes(name));
  if (marked !== undefined) {
    const message = `${table.file}: has a column "${marked}" already, so it holds made rows. Augment the file that it was made of`;
    throw new BerthError("COLUMN_REPEATED", message, { file: table.file, column: marked });
  }
  const made = await augmentRows(passagesOf(table, columns), plan, settings);
  const rows = made.map(({ source, method, cells }) => [
    ...rowWith(table.rows[source] ?? [], columns, cells),
    String(source + 1),
    method,
  ]);
  return {
    table: {
      ...table,
      columns: [...table.columns, ...sourceColumns],
      addedColumns: sourceColumns,
      rows: [...table.rows.map((row) => [...row, null, null]), ...rows],
      records: [...table.rows.keys(), ...made.map(({ source }) => source)].map((row) =>
        recordOf(table, row),
      ),
    },
    made,
  };
}

/** The edited columns of every row, as passages. */
export function passagesOf({ file, rows }: Table, columns: EditedColumns): Passage[] {
  if ("text" in columns) return rows.map((row) => textPassage(row[columns.text] ?? ""));
  return rows.map((row, index) =>
    tokensPassage(row[columns.tokens] ?? "", row[columns.tags] ?? "", `${file} row ${index + 1}`),
  );
}

/** A row with the cells of a made one in their places. */
export function rowWith(
  row: Table["rows"][number],
  columns: EditedColumns,
  cells: readonly string[],
): (string | null)[] {
  const places = "text" in columns ? [columns.text] : [columns.tokens, columns.tags];
  return row.map((cell, column) => {
    const place = places.indexOf(column);
    return place === -1 ? cell : (cells[place] ?? cell);
  });
}
