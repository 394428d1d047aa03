import { BerthError } from "../../base/index.js";
import { type Line, lineChunks, nullByte } from "../files/lines.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";

const tag = /^(?:O|[BIESLUM]-\S+)$/;
const documentStart = /^-DOCSTART-/;
/** Other spaces, such as the wide one of Chinese, may be tokens. */
const blank = /^[ \t]*$/;

/**
 * Whether lines hold a token and a tag each, the tag in the last column.
 *
 * @param lines - whole lines from the start of a file
 */
export function looksLikeConll(lines: string): boolean {
  const split = splitterOf(lines);
  const filled = lines
    .split(/\r\n|\r|\n/)
    .filter((line) => !blank.test(line) && !documentStart.test(line));
  return filled.length > 0 && filled.every((line) => endsInTag(split(line)));
}

/** How many lines hold a token and a tag, each by itself. */
export function taggedLines(lines: readonly string[]): number {
  return lines.filter((line) => endsInTag(splitterOf(line)(line))).length;
}

function endsInTag(columns: readonly string[]): boolean {
  return columns.length >= 2 && tag.test(columns.at(-1) ?? "");
}

/**
 * The reader of CoNLL columns: a sentence is a row, its tokens and tags are JSON lists. Blank lines,
 * with spaces or tabs or without, end a sentence; the first column is the token, the last one the
 * tag. Where `-DOCSTART-` lines open documents, a column counts them.
 */
export function openConll(source: TextFile, format: FormatName): FormatReader {
  const { file, head } = source;
  if (head.trim() === "") throw emptyFile(file);
  const split = splitterOf(head.slice(0, 2 ** 16));
  const hasDocuments = documentStart.test(head.trimStart());
  const columns = ["tokens", "tags", ...(hasDocuments ? ["document"] : [])];
  return readerOfRows({ format, columns, notes: [], readAs: {} }, async function* () {
    const reader = sentenceReader(file, split, hasDocuments);
    for await (const lines of lineChunks(source)) {
      yield lines.flatMap((line) => reader.read(line));
    }
    yield reader.finish();
  });
}

/** Columns are separated by tabs where there are any, else by spaces. */
function splitterOf(text: string): (line: string) => string[] {
  const separator = /\S\t+\S/.test(text) ? /\t+/ : /[ \t]+/;
  return (line) => line.replace(/[ \t]+$/, "").split(separator);
}

function sentenceReader(file: string, split: (line: string) => string[], hasDocuments: boolean) {
  let document = 0;
  let width = 0;
  let startLine = 0;
  let tokens: string[] = [];
  let tags: string[] = [];
  let fault: BerthError | undefined;

  const finish = (): ReadRow[] => {
    if (startLine === 0) return [];
    const cells = [
      JSON.stringify(tokens),
      JSON.stringify(tags),
      ...(hasDocuments ? [String(document)] : []),
    ];
    const row = { line: startLine, cells: fault ?? cells };
    startLine = 0;
    tokens = [];
    tags = [];
    fault = undefined;
    return [row];
  };
  const addToken = ({ text, line }: Line): void => {
    const columns = split(text);
    if (startLine === 0) startLine = line;
    if (width === 0 && columns.length > 1) width = columns.length;
    if (text.includes("\0")) fault ??= nullByte(file, line, text);
    if (columns.length !== width) fault ??= columnsRefused(file, line, width, columns.length);
    tokens.push(columns[0] ?? "");
    tags.push(columns.at(-1) ?? "");
  };

  return {
    finish,
    /** The sentence that a line ends, if it does. */
    read(line: Line): ReadRow[] {
      if (blank.test(line.text)) return finish();
      if (!documentStart.test(line.text)) {
        addToken(line);
        return [];
      }
      const last = finish();
      document += 1;
      return last;
    },
  };
}

function columnsRefused(file: string, line: number, width: number, found: number): BerthError {
  const expected = Math.max(2, width);
  return new BerthError(
    "ROW_CELLS",
    `${file} line ${line}: a line must have as many columns as the first, ${expected}: a token, its tag last; this one has ${found}`,
    { file, line, expected, found },
  );
}
