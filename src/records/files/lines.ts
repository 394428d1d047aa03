import { StringDecoder } from "node:string_decoder";
import { BerthError } from "../../base/index.js";
import type { TextFile } from "./text-file.js";

/** Characters or bytes of the longest record: more would not fit in a string next to its copies. */
export const RECORD_LIMIT = 2 ** 28;

/** A physical line without its line break. */
export interface Line {
  readonly text: string;
  /** From 1. */
  readonly line: number;
}

/**
 * The lines of a text file, a chunk's at a time; they end with `\n`, `\r\n` or `\r`. What follows
 * the last line break is a line where it is not empty.
 *
 * @throws RECORD_TOO_LONG
 */
export async function* lineChunks({ file, chunks }: TextFile): AsyncGenerator<Line[]> {
  const decoder = new StringDecoder("utf8");
  let begun: string[] = [];
  let length = 0;
  let held = "";
  let line = 1;
  for await (const chunk of chunks()) {
    const text = held + decoder.write(chunk);
    // A line feed in the next chunk may belong to it.
    held = text.endsWith("\r") ? "\r" : "";
    const pieces = splitLines(text.slice(0, text.length - held.length));
    const last = pieces.pop() ?? "";
    if (pieces.length > 0) {
      pieces[0] = begun.join("") + pieces[0];
      const first = line;
      yield pieces.map((piece, index) => ({ text: piece, line: first + index }));
      line += pieces.length;
      begun = [];
      length = 0;
    }
    begun.push(last);
    length += last.length;
    if (length > RECORD_LIMIT) throw tooLong(file, line);
  }
  const [text = "", rest] = splitLines(begun.join("") + held + decoder.end());
  if (text !== "" || rest !== undefined) yield [{ text, line }];
}

function splitLines(text: string): string[] {
  return text.includes("\r") ? text.split(/\r\n|\r|\n/) : text.split("\n");
}

/** The refusal of a record that does not fit in memory. */
export function tooLong(file: string, line: number): BerthError {
  return new BerthError(
    "RECORD_TOO_LONG",
    `${file} line ${line}: a record may have ${RECORD_LIMIT / 2 ** 20} million characters; the one that starts here has more. Check for a quote or a bracket that never closes`,
    { file, line },
  );
}

/**
 * The refusal of a line with a zero byte, which no text has.
 *
 * @param text - the line, where it is at hand: the byte's place in it is told then
 */
export function nullByte(file: string, line: number, text?: string): BerthError {
  const before = text?.slice(0, text.indexOf("\0"));
  const byte = before === undefined ? undefined : Buffer.byteLength(before) + 1;
  const what = byte === undefined ? "the text has" : `byte ${byte} of the line is`;
  return new BerthError(
    "NULL_BYTE",
    `${file} line ${line}: ${what} a null byte (0x00). Remove it; a file full of them is no text, or UTF-16 cut in two`,
    { file, line, ...(byte === undefined ? {} : { byte }) },
  );
}
