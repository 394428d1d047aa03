import iconv from "iconv-lite";
import { BerthError } from "../../base/index.js";
import { fileChunks } from "./file-kind.js";

/** U+FFFD, which stands where bytes are no character, unless a file holds it itself. */
const replacement = /\ufffd/g;
const half = /\p{Surrogate}/u;
/** How GB18030 writes U+FFFD. */
const replacementBytes = Buffer.of(0x84, 0x31, 0xa4, 0x37);

/**
 * The bytes of a file of another encoding, as UTF-8 without byte order marks.
 *
 * @param onRead - is told how many bytes of the file came
 * @throws FILE_ENCODING at the first bytes that are no character of the encoding
 */
export async function* transcode(
  file: string,
  encoding: string,
  onRead?: (bytes: number) => void,
): AsyncGenerator<Buffer> {
  // Every pair of bytes is a character of UTF-16, or half of one: U+FFFD is what is written.
  let areWritten = isUtf16(encoding);
  for await (const text of decodedChunks(file, encoding, onRead)) {
    const isDoubtful = !areWritten && text.search(replacement) >= 0;
    if (isDoubtful) areWritten = await holdsReplacements(file, encoding);
    if (half.test(text) || (isDoubtful && !areWritten)) throw await undecodable(file, encoding);
    yield Buffer.from(text);
  }
}

const isUtf16 = (encoding: string): boolean => /^utf-?16/.test(encoding);

/** Whether a file of GB18030 itself holds each U+FFFD that is decoded; no older encoding has it. */
async function holdsReplacements(file: string, encoding: string): Promise<boolean> {
  if (encoding !== "gb18030") return false;
  let missing = 0;
  for await (const text of decodedChunks(file, encoding)) {
    missing += text.match(replacement)?.length ?? 0;
  }
  let end: Buffer = Buffer.alloc(0);
  for await (const chunk of fileChunks(file)) {
    const bytes = Buffer.concat([end, chunk]);
    let at = bytes.indexOf(replacementBytes);
    for (; at >= 0; at = bytes.indexOf(replacementBytes, at + 4)) missing -= 1;
    end = bytes.subarray(-3);
  }
  return missing === 0;
}

/** The characters of a file, a chunk's at a time; none is cut in two. */
async function* decodedChunks(
  file: string,
  encoding: string,
  onRead?: (bytes: number) => void,
): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding as iconv.Encoding);
  let held = "";
  let isStart = true;
  for await (const chunk of fileChunks(file, 0, onRead)) {
    const decoded = held + decoder.write(chunk);
    // The second half of a character may come with the next chunk.
    held = /[\ud800-\udbff]$/.test(decoded) ? decoded.slice(-1) : "";
    const text = decoded.slice(0, decoded.length - held.length);
    yield isStart ? text.replace(/^\ufeff+/, "") : text;
    isStart = false;
  }
  yield held + (decoder.end() ?? "");
}

/** Reads the file again up to the fault, which has no place in what was decoded. */
async function undecodable(file: string, encoding: string): Promise<BerthError> {
  const fault = isUtf16(encoding) ? half : /\ufffd|\p{Surrogate}/u;
  let line = 1;
  let before = "";
  for await (const text of decodedChunks(file, encoding)) {
    const at = text.search(fault);
    const lines = (before + (at < 0 ? text : text.slice(0, at))).split("\n");
    before = lines.at(-1) ?? "";
    line += lines.length - 1;
    if (at >= 0) break;
  }
  const byte = iconv.encode(before, encoding as iconv.Encoding).length + 1;
  return new BerthError(
    "FILE_ENCODING",
    `${file} line ${line}: the file is read as ${encoding}; byte ${byte} of the line is no character of it. Name the file's encoding with --encoding, or save it as UTF-8`,
    { file, line, byte, encoding },
  );
}
