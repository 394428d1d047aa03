import { BerthError } from "../../base/index.js";
import { lineOf } from "../line-of.js";
import { columnIndex, recordOf, type Table } from "../table.js";
import { timeOf } from "./time-of.js";

/**
 * When each row is, by a column of dates or numbers.
 *
 * @throws COLUMN_MISSING; TIME_UNREADABLE at the first cell that is neither
 */
export async function rowTimes(table: Table, name: string): Promise<number[]> {
  const column = columnIndex(table, name);
  const cells = table.rows.map((row) => row[column] ?? "");
  const times = cells.map(timeOf);
  const odd = times.indexOf(undefined);
  if (odd === -1) return times.map((time) => time as number);
  const line = await lineOf(table, odd);
  const row = recordOf(table, odd) + 1;
  const value = cells[odd] as string;
  throw new BerthError(
    "TIME_UNREADABLE",
    `${table.file} row ${row} (line ${line}): column "${name}" must hold dates such as 2015-08-07 or 2015-08-07 09:54:46 -0700, or numbers; ${JSON.stringify(value)} came`,
    { file: table.file, row, line, column: name, value },
  );
}
