import { isUtf8 } from "node:buffer";
import { analyse } from "chardet";
import iconv from "iconv-lite";
import { BerthError } from "../../base/index.js";

const marks = [
  { encoding: "utf-8", bytes: Buffer.of(0xef, 0xbb, 0xbf) },
  { encoding: "utf-16le", bytes: Buffer.of(0xff, 0xfe) },
  { encoding: "utf-16be", bytes: Buffer.of(0xfe, 0xff) },
] as const;

/** Encodings that are taken by themselves: their bytes cannot easily be anything else. */
const taken = ["GB18030", "Big5"];

/** The encoding that a byte order mark at the start of a file tells. */
export function markedEncoding(start: Buffer): string | undefined {
  return marks.find(({ bytes }) => start.subarray(0, bytes.length).equals(bytes))?.encoding;
}

/** Bytes of the UTF-8 byte order marks at the start of a file; there may be several. */
export function markBytes(start: Buffer): number {
  const [{ bytes }] = marks;
  let length = 0;
  while (start.subarray(length, length + bytes.length).equals(bytes)) length += bytes.length;
  return length;
}

/**
 * UTF-16 without a byte order mark: the zero bytes of its ASCII signs all stand at odd places or
 * all at even ones.
 */
export function unmarkedUtf16(start: Buffer): string | undefined {
  const counts = [0, 0];
  start.forEach((byte, index) => {
    if (byte === 0) counts[index % 2] = (counts[index % 2] as number) + 1;
  });
  const [even = 0, odd = 0] = counts;
  const zeros = even + odd;
  if (zeros === 0 || (even > 0 && odd > 0)) return undefined;
  // Text that is UTF-8 as well, such as plain ASCII with a stray zero, needs zeros all over.
  if (isUtf8(start) && zeros < start.length / 4) return undefined;
  return odd > 0 ? "utf-16le" : "utf-16be";
}

/** What the bytes of a file that is no UTF-8 look like. */
export interface EncodingGuess {
  /** An encoding that the file may be read in without asking. */
  readonly encoding?: string;
  /** The likeliest encoding by name, where it is one to ask about. */
  readonly likely?: string;
}

/** Guesses the encoding of bytes that are no UTF-8, by the frequencies of their characters. */
export function guessEncoding(bytes: Buffer): EncodingGuess {
  const [best] = analyse(bytes);
  if (best === undefined) return {};
  const isClean = !iconv.decode(bytes, best.name).includes("\ufffd");
  if (taken.includes(best.name) && isClean) return { encoding: best.name.toLowerCase() };
  return isClean && iconv.encodingExists(best.name) ? { likely: best.name.toLowerCase() } : {};
}

/**
 * The name of an encoding that the user gave, in lower case.
 *
 * @throws USAGE when there is none of that name
 */
export function knownEncoding(name: string): string {
  if (iconv.encodingExists(name)) {
    const plain = name.toLowerCase();
    return plain === "utf8" ? "utf-8" : plain;
  }
  throw new BerthError(
    "USAGE",
    `--encoding: must be the name of an encoding, such as utf-8, utf-16le, gb18030, big5 or latin1; ${JSON.stringify(name)} came`,
    { encoding: name },
  );
}
