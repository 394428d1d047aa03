import { type Line, lineChunks, nullByte } from "../files/lines.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";

const label = /(?<![^ \t])__label__(\S+)/g;

/** Whether the first line of a text begins with a label of fastText. */
export function looksLikeFastText(lines: string): boolean {
  return /^\s*__label__\S/.test(lines);
}

/**
 * The reader of fastText's lines, `__label__name text`: the columns text and label, or text and
 * labels, a JSON list, where any line has several.
 */
export async function openFastText(source: TextFile, format: FormatName): Promise<FormatReader> {
  const { file, head } = source;
  if (head.trim() === "") throw emptyFile(file);
  const isMulti = await hasSeveralLabels(source);
  const columns = ["text", isMulti ? "labels" : "label"];
  return readerOfRows({ format, columns, notes: [], readAs: {} }, async function* () {
    for await (const lines of lineChunks(source)) {
      yield lines
        .filter(({ text }) => text.trim() !== "")
        .map((line) => readLine(file, line, isMulti));
    }
  });
}

async function hasSeveralLabels(source: TextFile): Promise<boolean> {
  for await (const lines of lineChunks(source)) {
    if (lines.some(({ text }) => labelsOf(text).length > 1)) return true;
  }
  return false;
}

function labelsOf(text: string): string[] {
  return Array.from(text.matchAll(label), ([, name = ""]) => name);
}

function readLine(file: string, { text, line }: Line, isMulti: boolean): ReadRow {
  if (text.includes("\0")) return { line, cells: nullByte(file, line, text) };
  const labels = labelsOf(text);
  const words = text.replace(label, "").trim();
  return { line, cells: [words, isMulti ? JSON.stringify(labels) : (labels[0] ?? null)] };
}
