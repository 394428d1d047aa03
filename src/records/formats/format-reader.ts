import { BerthError } from "../../base/index.js";
import type { FormatName, ReadOptions } from "../read-options.js";
import type { RecordBatch, RefusedRecord } from "../record-source.js";
import type { Cells } from "../table.js";

/** A file seen through its format: what `readRecords` and `linesOf` are made of. */
export interface FormatReader {
  readonly format: FormatName;
  readonly columns: readonly string[];
  readonly notes: readonly string[];
  /** The options, with all that was found out. */
  readonly readAs: ReadOptions;
  /** The rows, in file order; faulty records go to `refuse`. */
  batches(refuse: (record: RefusedRecord) => void): AsyncIterable<RecordBatch>;
  /** Bytes of the file that were read so far; not known of Parquet, nor of folders. */
  bytesRead?(): number;
  /** The line on which each record starts, faulty ones too. */
  lines(): AsyncIterable<readonly number[]>;
}

/** A record with its line: a row, or what is wrong with it. */
export interface ReadRow {
  readonly line: number;
  readonly cells: Cells | BerthError;
}

/** The reader of a format that gives its rows one by one. */
export function readerOfRows(
  told: Pick<FormatReader, "format" | "columns" | "notes" | "readAs">,
  rows: () => AsyncIterable<readonly ReadRow[]>,
): FormatReader {
  return {
    ...told,
    async *batches(refuse) {
      let record = 1;
      for await (const found of rows()) {
        yield* batchesOf(found, record, refuse);
        record += found.length;
      }
    },
    async *lines() {
      for await (const found of rows()) yield found.map(({ line }) => line);
    },
  };
}

/** Rows as batches that no faulty record interrupts. */
function* batchesOf(
  found: readonly ReadRow[],
  firstRecord: number,
  refuse: (record: RefusedRecord) => void,
): Generator<RecordBatch> {
  let rows: Cells[] = [];
  for (const [index, { line, cells }] of found.entries()) {
    if (!(cells instanceof BerthError)) {
      rows.push(cells);
      continue;
    }
    const record = firstRecord + index;
    if (rows.length > 0) yield { firstRecord: record - rows.length, rows };
    rows = [];
    refuse({ record, line, reason: cells });
  }
  if (rows.length > 0) yield { firstRecord: firstRecord + found.length - rows.length, rows };
}
