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

/** What text hardly holds: halves of characters, and signs without a meaning. */
const unlikely = /\p{Surrogate}|\p{Unassigned}|\p{Private_Use}/u;

/**
 * UTF-16 without a byte order mark: the zero bytes of its ASCII signs, such as line feeds, stand
 * behind them or before them.
 */
export function unmarkedUtf16(start: Buffer): string | undefined {
  let [little, big] = [0, 0];
  for (let index = 0; index + 1 < start.length; index += 2) {
    const [first = 0, second = 0] = [start[index], start[index + 1]];
    if (second === 0 && isAscii(first)) little += 1;
    else if (first === 0 && isAscii(second)) big += 1;
  }
  // Bytes that are UTF-8 as well, plain ASCII with some stray zeros, need zeros all over.
  const needed = isUtf8(start) ? 0.5 : 0.01;
  if (Math.max(little, big) < (needed * start.length) / 2 || little === big) return undefined;
  const encoding = little > big ? "utf-16le" : "utf-16be";
  // The last character may be cut in two.
  const text = iconv.decode(start.subarray(0, start.length & ~1), encoding).slice(0, -1);
  return unlikely.test(text) ? undefined : encoding;
}

const isAscii = (byte: number): boolean =>
  (byte >= 0x20 && byte < 0x7f) || byte === 0x09 || byte === 0x0a || byte === 0x0d;

/** Out of 100: below it a guess is no better than another. */
const CONFIDENCE = 50;

/** What the bytes of a file that is no UTF-8 look like. */
export interface EncodingGuess {
  /** An encoding that the file may be read in without asking. */
  readonly encoding?: string;
  /** The likeliest encoding by name, where it is one to ask about. */
  readonly likely?: string;
}

/** Guesses the encoding of bytes that are no UTF-8, by the frequencies of their characters. */
export function guessEncoding(bytes: Buffer): EncodingGuess {
  if (looksLikeGb2312(bytes)) return { encoding: "gb18030" };
  const [best] = analyse(bytes);
  if (best === undefined || best.confidence < CONFIDENCE) return {};
  if (!iconv.encodingExists(best.name)) return {};
  if (iconv.decode(bytes, best.name).includes("\ufffd")) return {};
  const name = best.name.toLowerCase();
  return taken.includes(best.name) ? { encoding: name } : { likely: name };
}

/**
 * Whether all that is not ASCII is signs of GB2312, the common ones of GB18030: both bytes from 0xA1
 * on. Texts may be too short for frequencies. Big5 has smaller second bytes too, Latin letters stand
 * alone; Japanese has kana (0xA4, 0xA5), and Korean no more than 0xC8 as a first byte.
 */
function looksLikeGb2312(bytes: Buffer): boolean {
  let pairCount = 0;
  let largest = 0;
  for (let index = 0; index < bytes.length; index++) {
    const [first = 0, second = 0] = [bytes[index], bytes[index + 1]];
    if (first < 0x80) continue;
    if (first < 0xa1 || first > 0xf7 || second < 0xa1) return false;
    if (first === 0xa4 || first === 0xa5) return false;
    if (first >= 0xb0) pairCount += 1;
    largest = Math.max(largest, first);
    index += 1;
  }
  return pairCount >= 2 && (pairCount < 8 || largest > 0xc8);
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
