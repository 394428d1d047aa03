import { openFormat } from "./formats/open-format.js";
import type { ReadOptions } from "./read-options.js";
import type { RecordBatch, RecordSource, RefusedRecord } from "./record-source.js";

/** Refused records that are kept, so that a file of nothing else fits in memory. */
const REFUSED_KEPT = 1000;

/**
 * Opens a file of records, of any format that Berth reads; docs/data-formats.md lists them with
 * their columns. Format, encoding and header are found out where the options leave them open.
 * Records that are faulty in themselves are left out and kept in `refused`.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, FILE_ENCODING, FORMAT_UNKNOWN, COLUMN_REPEATED,
 * JSON_BROKEN, PARQUET_BROKEN, ROWS_MISSING; USAGE for an option that cannot be
 *
 * @example
 * const source = await readRecords("reviews.csv");
 * for await (const { firstRecord, rows } of source.batches()) console.info(firstRecord, rows.length);
 * for (const { reason } of source.refused) console.info(reason.message);
 */
export async function readRecords(file: string, options: ReadOptions = {}): Promise<RecordSource> {
  const reader = await openFormat(file, options);
  const { format, columns, notes } = reader;
  const refused: RefusedRecord[] = [];
  let refusedCount = 0;
  const refuse = (record: RefusedRecord): void => {
    refusedCount += 1;
    if (refused.length < REFUSED_KEPT) refused.push(record);
  };
  return {
    file,
    format,
    columns,
    notes,
    readAs: { ...reader.readAs, format, limit: options.limit },
    refused,
    get refusedCount() {
      return refusedCount;
    },
    get bytesRead() {
      return reader.bytesRead?.();
    },
    batches() {
      refused.length = 0;
      refusedCount = 0;
      return firstRows(reader.batches(refuse), options.limit);
    },
  };
}

async function* firstRows(
  batches: AsyncIterable<RecordBatch>,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<RecordBatch> {
  let left = limit;
  for await (const { firstRecord, rows } of batches) {
    yield { firstRecord, rows: rows.length > left ? rows.slice(0, left) : rows };
    left -= rows.length;
    if (left <= 0) return;
  }
}
