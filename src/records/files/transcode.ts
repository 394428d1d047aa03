import iconv from "iconv-lite";
import { BerthError } from "../../base/index.js";
import { fileChunks } from "./file-kind.js";

/** What a decoder leaves where bytes are no character. */
const fault = /\ufffd|\p{Surrogate}/u;

/**
 * The bytes of a file of another encoding, as UTF-8 without a byte order mark.
 *
 * @throws FILE_ENCODING at the first bytes that are no character of the encoding
 */
export async function* transcode(file: string, encoding: string): AsyncGenerator<Buffer> {
  const decoder = iconv.getDecoder(encoding);
  let line = 1;
  let lineText = "";
  let held = "";
  let isStart = true;
  const toUtf8 = (decoded: string): Buffer => {
    const text = isStart ? decoded.replace(/^\ufeff+/, "") : decoded;
    isStart &&= decoded === "";
    const at = text.search(fault);
    const good = at < 0 ? text : text.slice(0, at);
    const feed = good.lastIndexOf("\n");
    line += good.split("\n").length - 1;
    lineText = feed < 0 ? lineText + good : good.slice(feed + 1);
    if (at >= 0) throw undecodable(file, encoding, line, lineText);
    return Buffer.from(text);
  };
  for await (const chunk of fileChunks(file)) {
    const text = held + decoder.write(chunk);
    // The second half of a character may come with the next chunk.
    held = /[\ud800-\udbff]$/.test(text) ? text.slice(-1) : "";
    yield toUtf8(text.slice(0, text.length - held.length));
  }
  yield toUtf8(held + (decoder.end() ?? ""));
}

function undecodable(file: string, encoding: string, line: number, before: string): BerthError {
  const byte = iconv.encode(before, encoding).length + 1;
  return new BerthError(
    "FILE_ENCODING",
    `${file} line ${line}: the file is read as ${encoding}; byte ${byte} of the line is no character of it. Name the file's encoding with --encoding, or save it as UTF-8`,
    { file, line, byte, encoding },
  );
}
