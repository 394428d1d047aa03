import type { RecordBatch, RecordSource } from "./record-source.js";
import { type Cells, selectRows, type Table } from "./table.js";
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
  return { table: selectRows(table, told), note: leftOutNote(file, count, "the parts") };
}

/** The same of an opened file: its rows that somebody annotated keep the numbers of their records. */
export async function annotatedSource(source: RecordSource): Promise<{
  readonly source: RecordSource;
  readonly note: string | undefined;
}> {
  const { file, format, columns } = source;
  const whole = { source, note: undefined };
  const spans = columns.indexOf("spans");
  // Most files do not tell: they are not read for it.
  if (spans < 0 || !isUntold(format, null)) return whole;
  const isTold = (row: Cells): boolean => !isUntold(format, row[spans]);
  let [told, untold] = [0, 0];
  for await (const { rows } of source.batches()) {
    const count = rows.filter(isTold).length;
    told += count;
    untold += rows.length - count;
  }
  if (untold === 0 || told === 0) return whole;
  async function* batches(): AsyncGenerator<RecordBatch> {
    for await (const batch of source.batches()) yield* stretches(batch, isTold);
  }
  return {
    source: {
      ...source,
      batches,
      get refusedCount() {
        return source.refusedCount;
      },
    },
    note: leftOutNote(file, untold, "the file"),
  };
}

/** The rows of a batch that are kept, each stretch without a gap as a batch of its own. */
function* stretches(
  { firstRecord, rows }: RecordBatch,
  isKept: (row: Cells) => boolean,
): Generator<RecordBatch> {
  let from = 0;
  for (let at = 0; at <= rows.length; at++) {
    const row = rows[at];
    if (row !== undefined && isKept(row)) continue;
    if (at > from) yield { firstRecord: firstRecord + from, rows: rows.slice(from, at) };
    from = at + 1;
  }
}

function leftOutNote(file: string, count: number, written: "the file" | "the parts"): string {
  const which =
    count === 1
      ? "1 row without spans, which nobody annotated, is"
      : `${count.toLocaleString("en-US")} rows without spans, which nobody annotated, are`;
  return `${file}: ${which} left out: ${written} would say that nothing is marked there.`;
}
