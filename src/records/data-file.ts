import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { BerthError } from "../base/index.js";
import type { Table } from "./table.js";

/** A file of records, read and known to be UTF-8, before it is taken apart. */
export interface DataFile {
  readonly file: string;
  readonly format: Table["format"];
  /** The file's bytes, without a byte order mark. */
  readonly bytes: Buffer;
}

const formats: Readonly<Record<string, Table["format"]>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".json": "jsonl",
};

const byteOrderMark = Buffer.of(0xef, 0xbb, 0xbf);

/**
 * Reads a data file whole.
 *
 * @throws FORMAT_UNKNOWN, FILE_MISSING, FILE_UNREADABLE, FILE_EMPTY, FILE_ENCODING
 */
export async function readDataFile(file: string): Promise<DataFile> {
  const format = formats[extname(file).toLowerCase()];
  const raw = await readBytes(file);
  if (format === undefined) {
    throw new BerthError(
      "FORMAT_UNKNOWN",
      `${file}: the name of a data file must end in .csv, .tsv, .jsonl or .json; save it as one of these`,
      { file },
    );
  }
  checkUtf8(file, raw);
  const marked = raw.subarray(0, byteOrderMark.length).equals(byteOrderMark);
  const bytes = marked ? raw.subarray(byteOrderMark.length) : raw;
  if (isBlank(bytes)) {
    const message = `${file}: the file must hold rows; it is empty. Check that it was written to the end`;
    throw new BerthError("FILE_EMPTY", message, { file });
  }
  return { file, format, bytes };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code = "", message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") {
      const sentence = `${file}: there is no such file; check its path`;
      throw new BerthError("FILE_MISSING", sentence, { file }, { cause: error });
    }
    const sentence =
      code === "EISDIR"
        ? `${file}: a data file must be a file; this is a folder. Name a file inside it`
        : `${file}: the system refuses to read the file (${code || message})`;
    throw new BerthError("FILE_UNREADABLE", sentence, { file }, { cause: error });
  }
}

function checkUtf8(file: string, bytes: Buffer): void {
  if (isUtf8(bytes)) return;
  // No byte of a longer UTF-8 character looks like a line feed, so lines can be looked at one by one.
  let line = 1;
  let start = 0;
  let end = lineEnd(bytes, start);
  while (isUtf8(bytes.subarray(start, end))) {
    line += 1;
    start = end;
    end = lineEnd(bytes, start);
  }
  const found = bytes.subarray(start, end);
  const decoded = Buffer.from(found.toString("utf8"));
  const at = found.findIndex((byte, index) => byte !== decoded[index]);
  const value = `0x${(found[at] as number).toString(16).padStart(2, "0")}`;
  throw new BerthError(
    "FILE_ENCODING",
    `${file} line ${line}: the file must be UTF-8; byte ${at + 1} of the line, ${value}, is not. Save the file as UTF-8`,
    { file, line, byte: at + 1, value },
  );
}

/** Position after the line feed that ends the line at `start`. */
function lineEnd(bytes: Buffer, start: number): number {
  const feed = bytes.indexOf(0x0a, start);
  return feed < 0 ? bytes.length : feed + 1;
}

function isBlank(bytes: Buffer): boolean {
  return bytes.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
