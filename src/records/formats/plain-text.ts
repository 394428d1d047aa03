import { type Line, lineChunks, nullByte } from "../files/lines.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName } from "../read-options.js";
import { type FormatReader, readerOfRows } from "./format-reader.js";

/**
 * The reader of plain text: a line is a row. Blank lines are none; they separate documents, which
 * the second column counts.
 */
export function openPlainText(source: TextFile, format: FormatName): FormatReader {
  const { file, head, encoding } = source;
  if (head.trim() === "") throw emptyFile(file);
  const told = { format, columns: ["text", "document"], notes: [], readAs: {} };
  return readerOfRows(told, async function* () {
    let document = 0;
    let isBetween = true;
    const readLine = ({ text, line }: Line) => {
      const isBlank = text.trim() === "";
      if (!isBlank && isBetween) document += 1;
      isBetween = isBlank;
      if (isBlank) return [];
      // The bytes of other encodings are not those of the file any more.
      const known = encoding === "utf-8" ? text : undefined;
      const cells = text.includes("\0") ? nullByte(file, line, known) : [text, String(document)];
      return [{ line, cells }];
    };
    for await (const lines of lineChunks(source)) yield lines.flatMap(readLine);
  });
}
