import { BerthError } from "../base/index.js";
import type { DataFile } from "./data-file.js";
import type { Dialect } from "./dialect.js";

/** Where a record of a text table stands in its file. */
export interface RecordPlace {
  /** Physical line it starts on, from 1. */
  readonly line: number;
  readonly cellCount: number;
  readonly byteCount: number;
}

const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const QUOTE = 0x22;

/**
 * Finds the records of a text table, header included. DuckDB reads the cells; this says on which
 * line each record starts, which it does not tell. Blank lines are no records.
 *
 * @throws QUOTE_BROKEN for a quote that is never closed, or has text between it and the delimiter
 */
export function scanRecords({ file, bytes }: DataFile, dialect: Dialect): RecordPlace[] {
  const delimiter = dialect.delimiter.charCodeAt(0);
  const records: RecordPlace[] = [];
  let line = 1;
  let at = 0;

  const isCellEnd = (index: number): boolean => {
    const byte = bytes[index];
    return (
      byte === delimiter || byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === undefined
    );
  };
  const afterSpaces = (index: number): number => {
    let next = index;
    while (bytes[next] === SPACE) next += 1;
    return next;
  };
  const refuse = (what: string, index: number): never => {
    const place = line + countLineBreaks(bytes, at, index);
    throw new BerthError("QUOTE_BROKEN", `${file} line ${place}: ${what}`, { file, line: place });
  };
  /** Position after the quote that closes the one at `open`. */
  const afterQuoted = (open: number): number => {
    let close = bytes.indexOf(QUOTE, open + 1);
    while (close >= 0 && bytes[close + 1] === QUOTE) close = bytes.indexOf(QUOTE, close + 2);
    if (close >= 0) return close + 1;
    return refuse(
      'a cell that opens with a double quote must close with one; this one never does. Close it, or double a quote that belongs to the text ("")',
      open,
    );
  };
  const cellEnd = (start: number): number => {
    const open = afterSpaces(start);
    if (dialect.quoted && bytes[open] === QUOTE) {
      const end = afterSpaces(afterQuoted(open));
      if (isCellEnd(end)) return end;
      return refuse(
        'a closing double quote must end its cell; text follows it. Double a quote that belongs to the text ("")',
        end,
      );
    }
    let end = start;
    while (!isCellEnd(end)) end += 1;
    return end;
  };

  while (at < bytes.length) {
    let end = cellEnd(at);
    let cellCount = 1;
    while (bytes[end] === delimiter) {
      end = cellEnd(end + 1);
      cellCount += 1;
    }
    if (end > at) records.push({ line, cellCount, byteCount: end - at });
    const isPair = bytes[end] === CARRIAGE_RETURN && bytes[end + 1] === LINE_FEED;
    const next = end + (isPair ? 2 : 1);
    line += countLineBreaks(bytes, at, next);
    at = next;
  }
  return records;
}

/** Line breaks (`\n`, `\r\n` or `\r`) in the bytes from `start` to before `end`. */
function countLineBreaks(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let index = start; index < end; index++) {
    const byte = bytes[index];
    if (byte === CARRIAGE_RETURN || (byte === LINE_FEED && bytes[index - 1] !== CARRIAGE_RETURN)) {
      count += 1;
    }
  }
  return count;
}
