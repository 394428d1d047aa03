import { isUtf8 } from "node:buffer";
import iconv from "iconv-lite";
import { BerthError } from "../../base/index.js";
import { firstNonUtf8Byte } from "./check-utf8.js";
import { guessEncoding, knownEncoding, markedEncoding, unmarkedUtf16 } from "./detect-encoding.js";

/** A text, and what is said about an encoding that was found out. */
export interface DecodedText {
  readonly text: string;
  readonly notes: readonly string[];
}

/**
 * The text of bytes that came from no file, without byte order marks; their encoding is found out as a file's is.
 *
 * @param name - what the bytes are called in errors, such as `stdin`
 * @param named - the encoding that the user named; nothing is guessed then
 * @throws FILE_ENCODING; USAGE for a name that is no encoding
 */
export function decodeText(name: string, bytes: Buffer, named?: string): DecodedText {
  if (named !== undefined) return { text: decoded(name, bytes, knownEncoding(named)), notes: [] };
  const wide = bytes.length % 2 === 0 ? unmarkedUtf16(bytes) : undefined;
  const sure = markedEncoding(bytes) ?? wide ?? (isUtf8(bytes) ? "utf-8" : undefined);
  const { encoding = sure, likely } = sure === undefined ? guessEncoding(lines(bytes)) : {};
  if (encoding === undefined) throw notUtf8(name, bytes, likely);
  const note = `${name}: read as ${encoding}, by its bytes; --encoding names another.`;
  return { text: decoded(name, bytes, encoding), notes: encoding === "utf-8" ? [] : [note] };
}

/** Whole lines, about a megabyte, from the first on that is no UTF-8. */
function lines(bytes: Buffer): Buffer {
  const from = bytes.lastIndexOf(0x0a, firstNonUtf8Byte(bytes)) + 1;
  const to = bytes.lastIndexOf(0x0a, from + 2 ** 20) + 1;
  return bytes.subarray(from, to > from ? to : bytes.length);
}

function decoded(name: string, bytes: Buffer, encoding: string): string {
  if (encoding === "utf-8" && !isUtf8(bytes)) throw notUtf8(name, bytes);
  const text = iconv.decode(bytes, encoding).replace(/^\ufeff+/, "");
  const fault = /^utf-?(8|16)/.test(encoding) ? -1 : text.indexOf("\ufffd");
  if (fault === -1) return text;
  const line = text.slice(0, fault).split("\n").length;
  const message = `${name} line ${line}: is read as ${encoding}; it has bytes that are no character of it. Name its encoding with --encoding`;
  throw new BerthError("FILE_ENCODING", message, { line, encoding });
}

function notUtf8(name: string, bytes: Buffer, likely?: string): BerthError {
  const place = firstNonUtf8Byte(bytes);
  const before = bytes.subarray(0, place);
  const line = before.toString("latin1").split("\n").length;
  const byte = place - before.lastIndexOf(0x0a);
  const value = `0x${(bytes[place] ?? 0).toString(16).padStart(2, "0")}`;
  const advice = likely === undefined ? "" : `: it may be ${likely}`;
  const message = `${name} line ${line}: must be UTF-8; byte ${byte} of the line, ${value}, is not. Name its encoding with --encoding${advice}`;
  return new BerthError("FILE_ENCODING", message, { line, byte, value });
}
