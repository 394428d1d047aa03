import { RECORD_LIMIT, tooLong } from "../files/lines.js";
import type { TextFile } from "../files/text-file.js";
import type { Cells } from "../table.js";
import type { Dialect } from "./dialect.js";

/** A record of a text table, header included. */
export interface DelimitedRecord {
  /** Physical line it starts on, from 1. */
  readonly line: number;
  /** How many of them it takes. */
  readonly lines: number;
  readonly cells: Cells;
  readonly fault: RecordFault | undefined;
}

/** What makes a record unreadable, and the line to look at: where a quote opens, if it takes several. */
export interface RecordFault {
  readonly kind: "quote never closed" | "text behind a quote" | "null byte";
  readonly line: number;
  /** Line on which the quote that opens there was closed. */
  readonly closedOn?: number;
}

const SPACE = 0x20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Where in a cell the scan is. */
type State = "start" | "plain" | "quoted" | "closing" | "closed";

/**
 * Takes a text table apart into records and cells (RFC 4180), a chunk's at a time; lines end with
 * `\n`, `\r\n` or `\r`, all in one file if need be. Spaces around a quoted cell are layout, a cell in
 * which nothing is written is null, blank lines are no records.
 *
 * @throws RECORD_TOO_LONG
 */
export async function* delimitedRecords(
  { file, chunks }: TextFile,
  dialect: Dialect,
): AsyncGenerator<readonly DelimitedRecord[]> {
  const cutter = recordCutter(file, dialect);
  for await (const chunk of chunks()) yield cutter.cut(chunk);
  yield cutter.end();
}

function recordCutter(file: string, { delimiter: separator, quote: quoteSign = "" }: Dialect) {
  const delimiter = separator.charCodeAt(0);
  const quote = quoteSign === "" ? -1 : quoteSign.charCodeAt(0);
  const isSpecial = specialBytes([LINE_FEED, CARRIAGE_RETURN, 0, delimiter, quote]);
  let found: DelimitedRecord[] = [];
  /** The begun record, and what follows it as far as it was read. */
  let bytes: Buffer = Buffer.alloc(0);
  let start = 0;
  let cellStart = 0;
  let cells: (string | null)[] = [];
  let state: State = "start";
  /** Places behind the opening quote and of the closing one, where the cell has them. */
  let opened = -1;
  let closed = -1;
  let isDoubled = false;
  let line = 1;
  let startLine = 1;
  let quoteLine = 1;
  let fault: RecordFault | undefined;

  const blame = (found: RecordFault): void => {
    fault ??= found;
  };
  const cellText = (end: number): string | null => {
    if (opened < 0) return end > cellStart ? bytes.toString("utf8", cellStart, end) : null;
    const text = bytes.toString("utf8", opened, closed);
    return isDoubled ? text.replaceAll(quoteSign + quoteSign, quoteSign) : text;
  };
  const endCell = (end: number): void => {
    cells.push(cellText(end));
    cellStart = end + 1;
    state = "start";
    opened = -1;
    isDoubled = false;
  };
  const endRecord = (end: number): void => {
    if (end === start) return;
    endCell(end);
    found.push({ line: startLine, lines: line - startLine + 1, cells, fault });
    cells = [];
    fault = undefined;
  };
  /** A line feed or a carriage return; the two together are one line break. */
  const lineBreak = (isPair: boolean, at: number): void => {
    if (!isPair) {
      if (state !== "quoted") endRecord(at);
      line += 1;
    }
    if (state === "quoted") return;
    start = at + 1;
    cellStart = start;
    startLine = line;
  };
  /** A byte that separates nothing. */
  const ordinary = (byte: number): void => {
    if (byte === 0) blame({ kind: "null byte", line });
    if (state === "quoted" || state === "plain") return;
    if (byte === SPACE) {
      if (state === "closing") state = "closed";
      return;
    }
    // What closed a cell of several lines was likely to open the next: the fault is at the first.
    if (state !== "start") blame({ kind: "text behind a quote", line: quoteLine, closedOn: line });
    state = "plain";
  };
  const quoteMark = (at: number): void => {
    if (state === "start") {
      state = "quoted";
      opened = at + 1;
      quoteLine = line;
    } else if (state === "quoted") {
      state = "closing";
      closed = at;
    } else if (state === "closing") {
      state = "quoted";
      isDoubled = true;
    } else ordinary(quote);
  };
  const special = (byte: number, at: number): void => {
    if (byte === LINE_FEED) lineBreak(bytes[at - 1] === CARRIAGE_RETURN, at);
    else if (byte === CARRIAGE_RETURN) lineBreak(false, at);
    else if (byte === quote) quoteMark(at);
    else if (byte === delimiter && state !== "quoted") endCell(at);
    else ordinary(byte);
  };
  /** The last of the bytes from `index` on that need no look. */
  const lastOrdinary = (index: number): number => {
    let last = index;
    while (isSpecial[bytes[last + 1] as number] === 0) last += 1;
    return last;
  };
  /** Keeps the begun record, and the byte before it, which may be half a line break. */
  const addChunk = (chunk: Buffer): number => {
    const kept = Math.max(0, Math.min(start, bytes.length) - 1);
    const before = bytes.subarray(kept);
    bytes = before.length > 0 ? Buffer.concat([before, chunk]) : chunk;
    start -= kept;
    cellStart -= kept;
    opened -= opened < 0 ? 0 : kept;
    closed -= kept;
    if (bytes.length - start > RECORD_LIMIT) throw tooLong(file, startLine);
    return before.length;
  };

  return {
    /** The records that end in the chunk. */
    cut(chunk: Buffer): readonly DelimitedRecord[] {
      found = [];
      for (let index = addChunk(chunk); index < bytes.length; index++) {
        const byte = bytes[index] as number;
        if (isSpecial[byte] === 1) {
          special(byte, index);
          continue;
        }
        ordinary(byte);
        if (state === "plain" || state === "quoted") index = lastOrdinary(index);
      }
      return found;
    },
    /** The record that the file ends with, where no line break follows it. */
    end(): readonly DelimitedRecord[] {
      found = [];
      if (state === "quoted") {
        blame({ kind: "quote never closed", line: quoteLine });
        // No line begins behind the last line break.
        if (isLineBreak(bytes[bytes.length - 1])) line -= 1;
        closed = bytes.length;
      }
      endRecord(bytes.length);
      return found;
    },
  };
}

function isLineBreak(byte: number | undefined): boolean {
  return byte === LINE_FEED || byte === CARRIAGE_RETURN;
}

function specialBytes(bytes: readonly number[]): Uint8Array {
  const table = new Uint8Array(256);
  for (const byte of bytes) if (byte >= 0) table[byte] = 1;
  return table;
}
