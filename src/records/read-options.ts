/** Every format that records are read from, as `--format` takes it. */
export const formatNames = [
  "csv",
  "tsv",
  "json",
  "jsonl",
  "parquet",
  "conll",
  "squad",
  "fasttext",
  "doccano",
  "spacy",
  "prodigy",
  "label-studio",
  "cluener",
  "text",
  "text-folder",
] as const;

export type FormatName = (typeof formatNames)[number];

/** How a file is read, where its name and its content do not tell or tell wrongly. */
export interface ReadOptions {
  readonly format?: FormatName | undefined;
  /** What separates the cells of a CSV or TSV: one ASCII character, or `tab`, `comma`, `semicolon`, `pipe`, `space`. */
  readonly delimiter?: string | undefined;
  /** What cells of a CSV or TSV may stand in: one ASCII character, or `none`. */
  readonly quote?: string | undefined;
  /** Whether the first record of a CSV or TSV names the columns. */
  readonly header?: boolean | undefined;
  /** The encoding of a text file, such as `gb18030` or `latin1`. */
  readonly encoding?: string | undefined;
  /** Read no more than the first rows. */
  readonly limit?: number | undefined;
}
