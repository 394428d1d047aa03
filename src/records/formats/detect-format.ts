import { extname } from "node:path";
import { BerthError } from "../../base/index.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName } from "../read-options.js";
import { looksLikeConll, taggedLines } from "./conll.js";
import { looksLikeFastText } from "./fasttext.js";
import { firstRecords, isJsonList } from "./json-records.js";
import { shapeOf } from "./json-shapes.js";

type TextFormat = Exclude<FormatName, "parquet" | "text-folder">;

const formatOfEnding: Readonly<Record<string, TextFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".tab": "tsv",
  ".json": "json",
  ".jsonl": "json",
  ".ndjson": "json",
  ".conll": "conll",
  ".bio": "conll",
  ".iob": "conll",
  ".iob2": "conll",
  ".bioes": "conll",
  ".txt": "text",
};

/**
 * The format of a text file, by the ending of its name and by its content.
 *
 * @returns the format, and what is said where the content told it
 * @throws FILE_EMPTY, FORMAT_UNKNOWN
 */
export async function detectFormat(
  source: TextFile,
): Promise<{ readonly format: TextFormat; readonly notes: readonly string[] }> {
  const { file, head } = source;
  const told = formatOfEnding[extname(file).toLowerCase()];
  if (told !== undefined && head.trim() === "") throw emptyFile(file);
  const found = told === "json" ? await jsonFormat(source) : linesFormat(head, told);
  if (found !== undefined) {
    const note = `${file}: read as ${found}, by its content; --format names another.`;
    return { format: found, notes: [note] };
  }
  if (told === "json") return { format: isJsonList(head) ? "json" : "jsonl", notes: [] };
  if (told !== undefined)
    return { format: told, notes: told === "text" ? likelierFormat(source) : [] };
  throw new BerthError(
    "FORMAT_UNKNOWN",
    `${file}: neither the name nor the content of the file tells its format; name it with --format, or end the name in .csv, .tsv, .jsonl, .json, .parquet or .txt`,
    { file },
  );
}

/** A format of annotated text, by the first records of a JSON file. */
async function jsonFormat(source: TextFile): Promise<TextFormat | undefined> {
  return shapeOf(await firstRecords(source))?.format;
}

/** A format of lines, where the first of them can be nothing else. */
function linesFormat(head: string, told: TextFormat | undefined): TextFormat | undefined {
  if (told === "csv" || told === "conll") return undefined;
  const whole = wholeLines(head);
  if (looksLikeFastText(whole)) return "fasttext";
  // The rows of a table may end in tags too; only sentences are set apart by blank lines.
  const isBlankNeeded = told === "tsv";
  if (looksLikeConll(whole) && (!isBlankNeeded || /\n[ \t\r]*\n\S/.test(whole))) return "conll";
  return undefined;
}

/** The whole lines that a file starts with, as far as formats are told by them. */
function wholeLines(head: string): string {
  const start = head.slice(0, 2 ** 16);
  return start.length < head.length ? start.slice(0, start.lastIndexOf("\n")) : start;
}

/** What is said of plain text most of whose lines look like another format. */
export function likelierFormat({ file, head }: TextFile): string[] {
  const lines = wholeLines(head)
    .split(/\r\n|\r|\n/)
    .filter((line) => line.trim() !== "");
  const kinds = [
    { format: "conll", count: taggedLines(lines), like: "end in a tag, as CoNLL has it" },
    {
      format: "tsv",
      count: lines.filter((line) => /\S\t+\S/.test(line)).length,
      like: "have a tab",
    },
  ];
  const most = kinds.find(({ count }) => count > lines.length / 2);
  if (most === undefined) return [];
  return [
    `${file}: read as plain text, a line a row; ${most.count} of its first ${lines.length} lines ${most.like}: --format ${most.format} reads them so.`,
  ];
}
