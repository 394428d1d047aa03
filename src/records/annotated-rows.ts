import { selectRows, type Table } from "./table.js";
import { isUntold } from "./untold.js";

/**
 * A table without the rows that nobody annotated, which a file that is written of it would say that nothing
 * is marked in; and a sentence about them. Where nobody annotated any, all stay.
 */
export function annotatedRows(table: Table): {
  readonly table: Table;
  readonly note: string | undefined;
} {
  const { file, format, columns, rows } = table;
  const whole = { table, note: undefined };
  const spans = columns.indexOf("spans");
  if (spans < 0) return whole;
  const told = [...rows.keys()].filter((row) => !isUntold(format, rows[row]?.[spans]));
  const count = rows.length - told.length;
  if (count === 0 || told.length === 0) return whole;
  const which =
    count === 1
      ? "1 row without spans, which nobody annotated, is"
      : `${count.toLocaleString("en-US")} rows without spans, which nobody annotated, are`;
  const note = `${file}: ${which} left out: the parts would say that nothing is marked there.`;
  return { table: selectRows(table, told), note };
}
