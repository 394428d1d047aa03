import { BerthError } from "../../base/index.js";
import type { RecordSource } from "../record-source.js";

/** The refusal of a cell that a format cannot hold. `what` goes on behind the column's name. */
export function unwritable(file: string, record: number, column: string, what: string): BerthError {
  const sentence = `${file}: row ${record}, column "${column}" ${what}`;
  return new BerthError("CELL_UNWRITABLE", sentence, { file, row: record, column });
}

/**
 * The places of the columns that a format is made of.
 *
 * @throws COLUMNS_UNFIT
 */
export function requireColumns(
  { file, columns }: RecordSource,
  format: string,
  names: readonly string[],
): number[] {
  const places = names.map((name) => columns.indexOf(name));
  if (!places.includes(-1)) return places;
  const sentence = `${file}: ${format} is made of columns ${names.join(", ")}; this file has ${columns.join(", ")}. Rename them, or write another format`;
  throw new BerthError("COLUMNS_UNFIT", sentence, { file, columns, needed: names });
}
