import { BerthError, type Json } from "../../base/index.js";
import { type Line, lineChunks, RECORD_LIMIT, tooLong } from "../files/lines.js";
import type { TextFile } from "../files/text-file.js";

/** A list that a JSON file is, or that stands under `data` of the object that it is. A list that opens with a text is one record. */
const list = /^\s*\[(?!\s*")/;
const wrappedList =
  /^\s*\{(?:\s*"(?:[^"\\]|\\.){0,200}"\s*:\s*(?:"(?:[^"\\]|\\.){0,2000}"|[-+.\w]+)\s*,)*\s*"data"\s*:\s*\[(?=\s*[{\]])/s;

/** Whether a JSON file is one list, by its first characters. */
export function isJsonList(head: string): boolean {
  return list.test(head) || openingOfWrapped(head) !== null;
}

/** How an object opens whose list under `data` is the records; null where the object is a line among others. */
function openingOfWrapped(head: string): RegExpExecArray | null {
  const opening = wrappedList.exec(head);
  return opening === null || areLines(head) ? null : opening;
}

/** Whether the first line is JSON by itself and more follows. */
function areLines(head: string): boolean {
  const start = head.trimStart();
  const end = start.search(/[\r\n]/);
  if (end < 0 || start.slice(end).trim() === "") return false;
  try {
    JSON.parse(start.slice(0, end));
    return true;
  } catch {
    return false;
  }
}

/**
 * The records of a JSON file, not yet parsed: one a line, the elements of one list, or those of the
 * list under `data`. Blank lines are no records.
 *
 * @throws JSON_BROKEN when the list is never closed; RECORD_TOO_LONG
 */
export async function* jsonRecords(source: TextFile): AsyncGenerator<readonly Line[]> {
  const plain = list.exec(source.head);
  const opening = plain ?? openingOfWrapped(source.head);
  if (opening) {
    const start = Buffer.byteLength(opening[0]);
    yield* listElements(source, { start, line: lineCount(opening[0]), isWhole: plain !== null });
    return;
  }
  for await (const lines of lineChunks(source)) {
    yield lines.filter(({ text }) => text.trim() !== "");
  }
}

/** The first hundred records that are JSON. */
export async function firstRecords(source: TextFile): Promise<Json[]> {
  const found: Json[] = [];
  for await (const records of jsonRecords(source)) {
    for (const { text } of records) {
      if (found.length === 100) return found;
      try {
        found.push(JSON.parse(text) as Json);
      } catch {
        // Told with its line when the records are read.
      }
    }
  }
  return found;
}

const lineCount = (text: string): number => text.split("\n").length;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const LINE_FEED = 0x0a;
const SPACE = 0x20;
const openings: readonly number[] = [0x5b, 0x7b];
const closings: readonly number[] = [0x5d, 0x7d];

interface OpenedList {
  /** Bytes before the first element. */
  readonly start: number;
  /** Line on which the list opens. */
  readonly line: number;
  /** Whether the list is the whole file. */
  readonly isWhole: boolean;
}

async function* listElements(
  { file, chunks }: TextFile,
  { start, line, isWhole }: OpenedList,
): AsyncGenerator<readonly Line[]> {
  const splitter = elementSplitter(file, line);
  let skip = start;
  for await (const chunk of chunks()) {
    if (splitter.isClosed() && !isWhole) return;
    yield splitter.split(chunk.subarray(skip));
    skip = Math.max(0, skip - chunk.length);
  }
  if (splitter.isClosed() && splitter.rest().trim() === "") return;
  if (splitter.isClosed() && !isWhole) return;
  const message = `${file}: the list that the file opens with must close at its end; it does not. Check that the file was written to the end`;
  throw new BerthError("JSON_BROKEN", message, { file });
}

/** Takes the inside of a list apart at its commas. Checks nothing inside the elements. */
function elementSplitter(file: string, firstLine: number) {
  let depth = 1;
  let isInString = false;
  let isEscaped = false;
  let line = firstLine;
  let elementLine = 0;
  let parts: Buffer[] = [];
  let length = 0;
  let hasElements = false;
  let found: Line[] = [];

  const finish = (end: Buffer, isLast: boolean): void => {
    const bytes = parts.length > 0 ? Buffer.concat([...parts, end]) : end;
    const text = bytes.toString("utf8").trim();
    if (text !== "" || hasElements || !isLast) found.push({ text, line: elementLine || line });
    hasElements = true;
    elementLine = 0;
    parts = [];
    length = 0;
  };
  const inString = (byte: number): void => {
    if (byte === BACKSLASH) isEscaped = true;
    else if (byte === QUOTE) isInString = false;
  };
  /** Whether the byte ends an element. */
  const ends = (byte: number): boolean => {
    if (byte === QUOTE) isInString = true;
    else if (openings.includes(byte)) depth += 1;
    else if (closings.includes(byte)) depth -= 1;
    return depth === 0 || (depth === 1 && byte === COMMA);
  };
  /** Whether the byte at a place ends an element. */
  const look = (byte: number): boolean => {
    if (byte === LINE_FEED) line += 1;
    else if (elementLine === 0 && byte > SPACE && byte !== COMMA) elementLine = line;
    if (isEscaped) isEscaped = false;
    else if (isInString) inString(byte);
    else return ends(byte);
    return false;
  };

  return {
    isClosed: () => depth === 0,
    /** What follows the closed list. */
    rest: () => Buffer.concat(parts).toString("utf8"),
    /** The elements that end in the chunk. */
    split(chunk: Buffer): readonly Line[] {
      found = [];
      let from = 0;
      for (let index = 0; index < chunk.length && depth > 0; index++) {
        const byte = chunk[index] as number;
        if (isOrdinary[byte] === 1 && elementLine > 0 && !isEscaped) continue;
        if (!look(byte)) continue;
        finish(chunk.subarray(from, index), depth === 0);
        from = index + 1;
      }
      parts.push(chunk.subarray(from));
      length += chunk.length - from;
      if (length > RECORD_LIMIT) throw tooLong(file, elementLine || line);
      return found;
    },
  };
}

/** Bytes that change nothing inside an element. */
const isOrdinary = new Uint8Array(256).fill(1);
for (const byte of [QUOTE, BACKSLASH, COMMA, LINE_FEED, ...openings, ...closings]) {
  isOrdinary[byte] = 0;
}
