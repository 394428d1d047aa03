import iconv from "iconv-lite";
import { BerthError } from "../../base/index.js";
import { fileChunks } from "./file-kind.js";

/** What stands where bytes are no character; halves of characters become it as UTF-8. */
const replacement = "\ufffd";
const fault = /\ufffd|\p{Surrogate}/u;

/**
 * The bytes of a file of another encoding, as UTF-8 without byte order marks.
 *
 * @throws FILE_ENCODING at the first bytes that are no character of the encoding
 */
export async function* transcode(file: string, encoding: string): AsyncGenerator<Buffer> {
  for await (const text of decodedChunks(file, encoding)) {
    const bytes = Buffer.from(text);
    if (bytes.includes(replacement)) throw await undecodable(file, encoding);
    yield bytes;
  }
}

/** The characters of a file, a chunk's at a time; none is cut in two. */
async function* decodedChunks(file: string, encoding: string): AsyncGenerator<string> {
  const decoder = iconv.getDecoder(encoding as iconv.Encoding);
  let held = "";
  let isStart = true;
  for await (const chunk of fileChunks(file)) {
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
