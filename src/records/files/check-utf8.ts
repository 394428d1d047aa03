import { isUtf8 } from "node:buffer";
import { BerthError } from "../../base/index.js";
import { fileChunks } from "./file-kind.js";

const LINE_FEED = 0x0a;

/** The place of the first byte of a file that is no UTF-8, from 0; undefined when all is. */
export async function firstNonUtf8(file: string): Promise<number | undefined> {
  let offset = 0;
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of fileChunks(file)) {
    const bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    const length = wholeLength(bytes);
    const whole = bytes.subarray(0, length);
    if (!isUtf8(whole)) return offset + firstNonUtf8Byte(whole);
    rest = bytes.subarray(length);
    offset += length;
  }
  return rest.length > 0 ? offset : undefined;
}

/** Length of the bytes without a character at their end that may go on in the next chunk. */
function wholeLength(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] as number;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return characterBytes(byte) > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Bytes of a character of UTF-8, by its first. */
function characterBytes(first: number): number {
  if (first >= 0xf0) return 4;
  return first >= 0xe0 ? 3 : 2;
}

/** U+FFFD, which a decoder puts in place of bytes that are no UTF-8. */
const replacement = [0xef, 0xbf, 0xbd];

/** The place of the first byte that is no UTF-8, from 0; -1 when all are. */
export function firstNonUtf8Byte(bytes: Buffer): number {
  const decoded = Buffer.from(bytes.toString("utf8"));
  const at = decoded.findIndex((byte, place) => byte !== bytes[place]);
  // A byte that U+FFFD begins with is no difference; the one behind it is.
  return at - Math.max(0, replacement.indexOf(decoded[at] ?? -1));
}

/**
 * What is said of a byte that is no UTF-8.
 *
 * @param advice - how the file can be read, where that is known
 */
export async function notUtf8(file: string, place: number, advice = ""): Promise<BerthError> {
  let line = 1;
  let lineStart = 0;
  let offset = 0;
  let value = 0;
  for await (const chunk of fileChunks(file)) {
    const end = Math.min(chunk.length, place - offset);
    for (let at = chunk.indexOf(LINE_FEED); at >= 0 && at < end; ) {
      line += 1;
      lineStart = offset + at + 1;
      at = chunk.indexOf(LINE_FEED, at + 1);
    }
    value = chunk[end] ?? 0;
    offset += chunk.length;
    if (offset > place) break;
  }
  const byte = place - lineStart + 1;
  const hex = `0x${value.toString(16).padStart(2, "0")}`;
  return new BerthError(
    "FILE_ENCODING",
    `${file} line ${line}: the file must be UTF-8; byte ${byte} of the line, ${hex}, is not. Save the file as UTF-8${advice}`,
    { file, line, byte, value: hex },
  );
}
