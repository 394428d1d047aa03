import { BerthError } from "../../base/index.js";
import {
  columnIndex,
  type ReadOptions,
  type RecordSource,
  readRecords,
} from "../../records/index.js";
import { type CorpusFile, corpusFiles, withColumns } from "./corpus-files.js";
import type { CorpusSource } from "./corpus-source.js";

/** A line of a text file, or a cell; never blank. */
export interface CorpusText {
  readonly text: string;
  /** Whether a document begins with it: behind a blank line, and at the start of a file or a row. */
  readonly startsDocument: boolean;
}

/** How far a corpus is read. */
export interface ReadingProgress {
  /** Bytes of the files that were read; a guess inside a Parquet file. */
  readonly bytes: number;
  readonly totalBytes: number;
}

/** Who is told of a reading. */
export interface CorpusReader {
  readonly onProgress?: ((progress: ReadingProgress) => void) | undefined;
  /** Sentences that say what was found out about a file. */
  readonly onNote?: ((note: string) => void) | undefined;
}

/**
 * The texts of a corpus, a few at a time, so that it may be larger than memory.
 *
 * @throws CORPUS_EMPTY, FILE_MISSING, FILE_UNREADABLE, FILE_ENCODING, NULL_BYTE, COLUMN_MISSING,
 * COLUMN_UNCLEAR, and the codes of `readTable`; the first faulty record is an error
 */
export async function* corpusTexts(
  source: CorpusSource,
  { onProgress = () => {}, onNote = () => {} }: CorpusReader = {},
): AsyncGenerator<readonly CorpusText[]> {
  const files = await corpusFiles(source);
  const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let before = 0;
  let isEmpty = true;
  for (const file of files) {
    for await (const { texts, bytes } of fileTexts(file, source, onNote)) {
      yield texts;
      isEmpty = false;
      // A file is done once there is no more text in it.
      onProgress({ bytes: before + Math.min(bytes, file.bytes - 1), totalBytes });
    }
    before += file.bytes;
    onProgress({ bytes: before, totalBytes });
  }
  if (isEmpty) throw emptyCorpus(source);
}

async function* fileTexts(
  file: CorpusFile,
  source: CorpusSource,
  onNote: (note: string) => void,
): AsyncGenerator<{ readonly texts: readonly CorpusText[]; readonly bytes: number }> {
  const records = await openRecords(file, source);
  if (records === undefined) return;
  for (const note of records.notes) onNote(note);
  let guess = 0;
  for await (const texts of textsOf(records, source)) {
    for (const { text } of texts) guess += Buffer.byteLength(text) + 1;
    yield { texts, bytes: records.bytesRead ?? guess };
  }
}

/** The refusal of a corpus without text. */
export function emptyCorpus({ paths, textColumn }: CorpusSource): BerthError {
  const where = textColumn === undefined ? "" : ` in the column "${textColumn}"`;
  return new BerthError(
    "CORPUS_EMPTY",
    `${paths.join(", ")}: the corpus must hold text${where}; there is none. Check that the files were written to the end`,
    { paths: [...paths] },
  );
}

/** Opens a file; undefined for one that holds nothing, as one of many may. */
async function openRecords(
  { file }: CorpusFile,
  { textColumn, read }: CorpusSource,
): Promise<RecordSource | undefined> {
  if (textColumn === undefined) requireNoColumns(file, read);
  try {
    const format = textColumn === undefined ? ({ format: "text" } as const) : {};
    return await readRecords(file, { ...read, ...format });
  } catch (error) {
    const isEmpty =
      error instanceof BerthError && ["FILE_EMPTY", "ROWS_MISSING"].includes(error.code);
    if (isEmpty) return undefined;
    throw error;
  }
}

/** How a table is read, told of a file, says that it has columns, as its name may. */
function requireNoColumns(
  file: string,
  { format, delimiter, quote, header }: ReadOptions = {},
): void {
  const isTable =
    (format !== undefined && format !== "text") ||
    [delimiter, quote, header].some((given) => given !== undefined);
  if (!isTable && !withColumns.test(file)) return;
  const why = isTable ? "by the flags that say how it is read" : "by its name";
  const message = `${file}: the file has columns, ${why}; say with --text-column which of them holds the texts`;
  throw new BerthError("COLUMN_UNCLEAR", message, { file });
}

async function* textsOf(
  records: RecordSource,
  { textColumn }: CorpusSource,
): AsyncGenerator<CorpusText[]> {
  const isText = textColumn === undefined;
  const column = columnIndex(records, textColumn ?? "text");
  const documents = isText ? columnIndex(records, "document") : -1;
  let document: string | null | undefined;
  for await (const { rows } of records.batches()) {
    requireAll(records);
    const texts: CorpusText[] = [];
    for (const row of rows) {
      const text = row[column] ?? "";
      const startsDocument = !isText || row[documents] !== document;
      document = row[documents];
      if (text.trim() !== "") texts.push({ text, startsDocument });
    }
    if (texts.length > 0) yield texts;
  }
  requireAll(records);
}

function requireAll({ refused: [first] }: RecordSource): void {
  if (first !== undefined) throw first.reason;
}
