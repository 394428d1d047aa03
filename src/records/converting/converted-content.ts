import { extname } from "node:path";
import { BerthError } from "../../base/index.js";
import type { RecordSource } from "../record-source.js";
import { conllContent } from "./conll-content.js";
import { csvContent, tsvContent } from "./delimited-content.js";
import { jsonLinesContent, jsonListContent } from "./json-content.js";
import { parquetContent } from "./parquet-content.js";
import { squadContent } from "./squad-content.js";

/** The formats that rows are converted to. */
export const writtenFormats = ["csv", "tsv", "jsonl", "json", "parquet", "conll", "squad"] as const;

export type WrittenFormat = (typeof writtenFormats)[number];

/** What a format is made of, in pieces to be written one behind the other. */
export type Content = AsyncIterable<string | Uint8Array>;

const contents: Readonly<Record<WrittenFormat, (source: RecordSource) => Content>> = {
  csv: csvContent,
  tsv: tsvContent,
  jsonl: jsonLinesContent,
  json: jsonListContent,
  parquet: parquetContent,
  conll: conllContent,
  squad: squadContent,
};

/** The formats that names of files end as. */
export const writtenEndings: Readonly<Record<string, WrittenFormat>> = {
  ".csv": "csv",
  ".tsv": "tsv",
  ".jsonl": "jsonl",
  ".json": "json",
  ".parquet": "parquet",
  ".conll": "conll",
  ".bio": "conll",
  ".iob": "conll",
};

/**
 * The format that a file's name asks for.
 *
 * @throws FORMAT_UNKNOWN
 */
export function writtenFormat(file: string): WrittenFormat {
  const format = writtenEndings[extname(file).toLowerCase()];
  if (format !== undefined) return format;
  const message = `${file}: the name must end as a format does, ${Object.keys(writtenEndings).join(", ")}; or name it with --to: ${writtenFormats.join(", ")}`;
  throw new BerthError("FORMAT_UNKNOWN", message, { file });
}

/**
 * The rows of an opened file in another format, piece by piece, so that the file may be larger than
 * memory. Read again, every cell is what it was; records that the reader refuses are left out and
 * stay in `source.refused`.
 *
 * @throws CELL_UNWRITABLE for a cell that the format cannot hold; COLUMNS_UNFIT where the format needs
 * columns that are not there; the codes of `source.batches()`
 *
 * @example
 * const source = await readRecords("eng.train");
 * await pipeline(convertedContent(source, "jsonl"), createWriteStream("train.jsonl"));
 */
export function convertedContent(source: RecordSource, format: WrittenFormat): Content {
  return contents[format](source);
}
