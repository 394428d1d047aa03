import { BerthError } from "../../base/index.js";
import { type Line, lineChunks, nullByte } from "../files/lines.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName } from "../read-options.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";

const tag = /^(?:O|[BIESLUM]-\S+)$/;
const documentStart = /^-DOCSTART-/;
/** How a comment begins; so does the line of a token "#". */
const commentStart = /^# /;
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
    .filter((line) => !blank.test(line) && !documentStart.test(line))
    .filter((line) => !commentStart.test(line) || tag.test(lastField(line)));
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
 * tag. Where `-DOCSTART-` lines open documents, a column counts them. Comments at the beginning of a
 * sentence, such as `# id 1`, are no tokens; a note counts them.
 */
export async function openConll(source: TextFile, format: FormatName): Promise<FormatReader> {
  const { file, head } = source;
  if (head.trim() === "") throw emptyFile(file);
  const layout = layoutOf(head.slice(0, 2 ** 16));
  const hasDocuments = documentStart.test(head.trimStart());
  const columns = ["tokens", "tags", ...(hasDocuments ? ["document"] : [])];
  const comments = (await mayHoldComments(source)) ? await commentCount(source, layout) : 0;
  const notes = comments === 0 ? [] : [commentNote(file, comments)];
  return readerOfRows({ format, columns, notes, readAs: {} }, async function* () {
    const reader = sentenceReader(file, layout, hasDocuments);
    for await (const lines of lineChunks(source)) {
      yield lines.flatMap((line) => reader.read(line));
    }
    yield reader.finish();
  });
}

/** How the lines of a file are read. */
interface Layout {
  split(line: string): string[];
  /** Whether tags are such as `O` and `B-LOC`, so that a comment is told by its last field. */
  readonly hasPlainTags: boolean;
  /** The last fields of the first lines: tags without a prefix among them. */
  readonly tags: ReadonlySet<string>;
  /** Columns of the first line of a token; 1 where there is none. */
  readonly width: number;
}

/** @param text - the first lines of a file */
function layoutOf(text: string): Layout {
  const tokens = text
    .split(/\r\n|\r|\n/)
    .filter((line) => !blank.test(line) && !documentStart.test(line) && !commentStart.test(line));
  const tagged = tokens.filter((line) => tag.test(lastField(line)));
  const split = splitterOf(text);
  return {
    split,
    hasPlainTags: tagged.length * 2 > tokens.length,
    tags: new Set(tokens.map((line) => split(line).at(-1) ?? "")),
    width: split(tokens[0] ?? "").length,
  };
}

/** Columns are separated by tabs where lines of tokens have any, else by spaces. */
function splitterOf(text: string): (line: string) => string[] {
  const hasTabs = text
    .split(/\r\n|\r|\n/)
    .some((line) => /\S\t+\S/.test(line) && !commentStart.test(line));
  const separator = hasTabs ? /\t+/ : /[ \t]+/;
  return (line) => line.replace(/[ \t]+$/, "").split(separator);
}

const lastField = (line: string): string =>
  line
    .trimEnd()
    .split(/[ \t]+/)
    .at(-1) ?? "";

/** Whether "# " stands anywhere; far quicker than to read the sentences. */
async function mayHoldComments({ chunks }: TextFile): Promise<boolean> {
  for await (const chunk of chunks()) {
    if (chunk.includes("# ") || chunk.at(-1) === "#".charCodeAt(0)) return true;
  }
  return false;
}

async function commentCount(source: TextFile, layout: Layout): Promise<number> {
  const reader = sentenceReader(source.file, layout, false);
  for await (const lines of lineChunks(source)) for (const line of lines) reader.read(line);
  return reader.commentCount();
}

function commentNote(file: string, count: number): string {
  const lines =
    count === 1
      ? '1 line at the beginning of a sentence that opens with "# " and ends in no tag is read as a comment'
      : `${count.toLocaleString("en-US")} lines at the beginning of a sentence that open with "# " and end in no tag are read as comments`;
  return `${file}: ${lines}, and left out.`;
}

function sentenceReader(file: string, layout: Layout, hasDocuments: boolean) {
  const { split } = layout;
  let comments = 0;
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

  /** Whether a line is none of a token: where tags may be anything, by the number of its columns. */
  const isComment = ({ text }: Line): boolean => {
    if (startLine > 0 || !commentStart.test(text) || tag.test(lastField(text))) return false;
    const columns = split(text);
    const isOfWidth = columns.length === layout.width;
    if (!layout.hasPlainTags) return layout.width > 1 && !isOfWidth;
    return !(isOfWidth && layout.tags.has(columns.at(-1) ?? ""));
  };

  return {
    finish,
    commentCount: () => comments,
    /** The sentence that a line ends, if it does. */
    read(line: Line): ReadRow[] {
      if (blank.test(line.text)) return finish();
      if (isComment(line)) {
        comments += 1;
        return [];
      }
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
