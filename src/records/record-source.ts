import type { BerthError } from "../base/index.js";
import type { FormatName, ReadOptions } from "./read-options.js";
import type { Cells } from "./table.js";

/** Rows that follow each other in a file. */
export interface RecordBatch {
  /** Number of the first row's record, from 1, without the header. */
  readonly firstRecord: number;
  readonly rows: readonly Cells[];
}

/** A record that is no row. */
export interface RefusedRecord {
  /** Number of the record, from 1, without the header. */
  readonly record: number;
  /** Physical line on which it starts, from 1. */
  readonly line: number;
  /** What is wrong, with the line of the fault. */
  readonly reason: BerthError;
}

/** A data file, opened: its rows come in batches, so that it may be larger than memory. */
export interface RecordSource {
  readonly file: string;
  readonly format: FormatName;
  readonly columns: readonly string[];
  /** Sentences that say what was found out about the file, such as its encoding. */
  readonly notes: readonly string[];
  /** How the file is read, all found out: reading it so again gives the same rows. */
  readonly readAs: ReadOptions;
  /**
   * The rows from the first on; reads the file anew at every call.
   *
   * @throws FILE_ENCODING, JSON_BROKEN, RECORD_TOO_LONG where nothing can be read from there on
   */
  batches(): AsyncIterable<RecordBatch>;
  /** Bytes of the file that were read so far; not known of Parquet, nor of folders. */
  readonly bytesRead?: number | undefined;
  /** The first 1,000 records that were refused so far, in file order. */
  readonly refused: readonly RefusedRecord[];
  /** How many records were refused so far. */
  readonly refusedCount: number;
}
