import { extname } from "node:path";
import type { FormatName, Table, WrittenFormat } from "../records/index.js";

/** What the files of a split are written as. */
export interface SplitFormat {
  readonly ending: string;
  readonly format: WrittenFormat;
  /** What is said where the files are not of the format of the one they come from, or hold less. */
  readonly note: string | undefined;
}

/** Formats that a row is read from whole. */
const plain: readonly FormatName[] = ["csv", "tsv", "json", "jsonl", "parquet"];

/** What stands in records of a format beside what is read; the other formats are read whole. */
const leftOut: Readonly<Partial<Record<FormatName, string>>> = {
  conll: "columns between token and tag, and comments,",
  squad: "other fields of its records",
  doccano: "other fields of its records",
  spacy: "other fields of its records",
  prodigy: "other fields of its records",
  "label-studio": "other fields of its records",
  cluener: "other fields of its records",
};

/**
 * The format of the files of a split: the one that was named, or else that of the file where it can be
 * written, and JSON lines where it cannot.
 *
 * @param endings - the formats that names of files end as
 */
export function splitFormat(
  { file, format, columns }: Pick<Table, "file" | "format" | "columns">,
  named: WrittenFormat | undefined,
  endings: Readonly<Record<string, WrittenFormat>>,
): SplitFormat {
  const own = extname(file).toLowerCase();
  const told = endings[own];
  const written = named ?? ownFormat(format, told);
  const usual = written === "squad" ? ".json" : `.${written}`;
  const ending = told === written ? own : usual;
  const isSame = written === format || (plain.includes(format) && named === undefined);
  const lost = leftOut[format];
  const kept = lost === undefined ? "" : `; ${lost} are left out`;
  const hint = named === undefined ? "; --to names another format" : "";
  const what = `read as ${format}, the parts are written as ${written}, with the columns ${columns.join(", ")}`;
  const isTold = lost !== undefined || (!isSame && named === undefined) || own === ".ndjson";
  return { ending, format: written, note: isTold ? `${file}: ${what}${kept}${hint}.` : undefined };
}

/** @param told - the format that the name of the file ends as */
function ownFormat(format: FormatName, told: WrittenFormat | undefined): WrittenFormat {
  const isTable = told !== undefined && told !== "conll";
  if (format === "conll") return "conll";
  if (format === "squad") return told === "json" ? "squad" : "jsonl";
  if (isTable) return told;
  return format === "csv" || format === "tsv" || format === "json" || format === "parquet"
    ? format
    : "jsonl";
}
