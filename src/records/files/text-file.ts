import { BerthError } from "../../base/index.js";
import { firstNonUtf8, notUtf8 } from "./check-utf8.js";
import {
  guessEncoding,
  knownEncoding,
  markBytes,
  markedEncoding,
  unmarkedUtf16,
} from "./detect-encoding.js";
import { fileChunks, firstBytes } from "./file-kind.js";
import { transcode } from "./transcode.js";

const HEAD_BYTES = 2 ** 20;

/** A text file whose encoding is known. */
export interface TextFile {
  readonly file: string;
  readonly encoding: string;
  /** What is said about an encoding that was found out. */
  readonly notes: readonly string[];
  /** The first characters, about a million. */
  readonly head: string;
  /** The text as UTF-8 without byte order marks, about a megabyte at a time. */
  chunks(): AsyncGenerator<Buffer>;
  /** Bytes of the file that were read since `chunks` was last called. */
  readonly bytesRead: number;
}

/**
 * Finds out the encoding of a text file: by its byte order mark, as UTF-8, or by its bytes.
 *
 * @param named - the encoding that the user named; nothing is guessed then
 * @throws FILE_MISSING, FILE_UNREADABLE, FILE_ENCODING; USAGE for a name that is no encoding
 */
export async function openTextFile(file: string, named?: string): Promise<TextFile> {
  const start = await firstBytes(file, HEAD_BYTES);
  const { encoding, notes } =
    named === undefined
      ? await detect(file, start)
      : { encoding: knownEncoding(named), notes: [] as string[] };
  const opened = (head: string, read: (onRead: OnRead) => AsyncGenerator<Buffer>): TextFile => {
    let bytesRead = 0;
    const chunks = () => {
      bytesRead = 0;
      return read((bytes) => {
        bytesRead += bytes;
      });
    };
    return {
      ...{ file, encoding, notes, head, chunks },
      get bytesRead() {
        return bytesRead;
      },
    };
  };
  if (encoding !== "utf-8") {
    const head = await firstText(transcode(file, encoding));
    return opened(head, (onRead) => transcode(file, encoding, onRead));
  }
  if (named !== undefined) await requireUtf8(file);
  const marked = markBytes(start);
  const head = new TextDecoder("utf-8", { ignoreBOM: true }).decode(start.subarray(marked));
  return opened(head.replace(/\ufffd$/, ""), (onRead) => fileChunks(file, marked, onRead));
}

type OnRead = (bytes: number) => void;

async function requireUtf8(file: string): Promise<void> {
  const bad = await firstNonUtf8(file);
  if (bad !== undefined) throw await notUtf8(file, bad);
}

async function detect(
  file: string,
  start: Buffer,
): Promise<{ readonly encoding: string; readonly notes: string[] }> {
  const told = (encoding: string, why: string) => ({
    encoding,
    notes: [`${file}: read as ${encoding}, ${why}; --encoding names another.`],
  });
  const marked = markedEncoding(start);
  if (marked !== undefined && marked !== "utf-8") return told(marked, "by its byte order mark");
  const wide = start.length % 2 === 0 ? unmarkedUtf16(start) : undefined;
  if (wide !== undefined) return told(wide, "by its zero bytes");
  const bad = await firstNonUtf8(file);
  if (bad === undefined) return { encoding: "utf-8", notes: [] };
  const { encoding, likely } = guessEncoding(await linesAround(file, bad));
  if (encoding !== undefined) return told(encoding, "by its bytes, which are no UTF-8");
  const advice =
    likely === undefined
      ? ""
      : `, or name its encoding: it may be ${likely} (--encoding ${likely})`;
  throw await notUtf8(file, bad, advice);
}

/** About a megabyte of whole lines from the line of a byte on. */
async function linesAround(file: string, place: number): Promise<Buffer> {
  const from = Math.max(0, place - HEAD_BYTES / 4);
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of fileChunks(file, from)) {
    parts.push(chunk);
    length += chunk.length;
    if (length >= HEAD_BYTES) break;
  }
  const bytes = Buffer.concat(parts);
  const first = from === 0 ? 0 : bytes.indexOf(0x0a) + 1;
  const last = bytes.lastIndexOf(0x0a) + 1;
  return bytes.subarray(first, last > first ? last : bytes.length);
}

async function firstText(chunks: AsyncGenerator<Buffer>): Promise<string> {
  for await (const chunk of chunks) {
    if (chunk.length > 0) return chunk.toString("utf8");
  }
  return "";
}

/** The refusal of a file in which nothing is written. */
export function emptyFile(file: string): BerthError {
  const message = `${file}: the file must hold rows; it is empty. Check that it was written to the end`;
  return new BerthError("FILE_EMPTY", message, { file });
}
