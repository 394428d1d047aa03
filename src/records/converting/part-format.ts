import { extname } from "node:path";
import type { FormatName } from "../read-options.js";
import type { Table } from "../table.js";
import { fitsConll } from "./conll-content.js";
import { type WrittenFormat, writtenEndings } from "./converted-content.js";

/** What the parts of a file are written as. */
export interface PartFormat {
  readonly ending: string;
  readonly format: WrittenFormat;
  /** What is said where the parts are not of the format of the file they come from, or hold less. */
  readonly note: string | undefined;
}

/** Formats that a row is read from whole. */
const plain: readonly FormatName[] = ["csv", "tsv", "json", "jsonl", "parquet"];

/** What stands in records of a format beside what is read; the other formats are read whole. */
const leftOut: Readonly<Partial<Record<FormatName, string>>> = {
  conll: "what stands between token and tag, if anything, and comments",
  squad: "other fields of its records",
  doccano: "other fields of its records",
  spacy: "other fields of its records",
  prodigy: "other fields of its records",
  "label-studio": "other fields of its records",
  cluener: "other fields of its records",
};

/** All columns that a format can hold; the other formats hold any. */
const heldColumns: Readonly<Partial<Record<WrittenFormat, readonly string[]>>> = {
  conll: ["tokens", "tags", "document"],
  squad: ["id", "title", "context", "question", "answers", "is_impossible"],
};

/** What CoNLL is written from where there are spans. */
const spanColumns = ["text", "spans", "document"];

/**
 * The format of a file's parts: the one that was named, or else that of the file where it can be written,
 * and JSON lines where it cannot.
 */
export function partFormat(table: Table, named?: WrittenFormat): PartFormat {
  const { file, format, columns } = table;
  const own = extname(file).toLowerCase();
  const told = writtenEndings[own];
  const written = named ?? ownFormat(table, told);
  const usual = written === "squad" ? ".json" : `.${written}`;
  const ending = told === written ? own : usual;
  const isSame = written === format || (plain.includes(format) && named === undefined);
  const held = heldIn(written, columns);
  const others = columns.filter((name) => !held.includes(name));
  const lost = [
    ...(others.length === 0
      ? []
      : [`the column${others.length === 1 ? "" : "s"} ${others.join(", ")}`]),
    ...(leftOut[format] === undefined ? [] : [leftOut[format]]),
  ];
  const kept = lost.length === 0 ? "" : `; left out: ${lost.join("; ")}`;
  const hint = named === undefined ? "; --to names another format" : "";
  const what = `read as ${format}, the parts are written as ${written}, with the columns ${held.join(", ")}`;
  const isTold = lost.length > 0 || (!isSame && named === undefined) || own === ".ndjson";
  return { ending, format: written, note: isTold ? `${file}: ${what}${kept}${hint}.` : undefined };
}

/** Those of a table's columns that a format can hold. */
function heldIn(written: WrittenFormat, columns: readonly string[]): readonly string[] {
  const isOfSpans = written === "conll" && columns.includes("spans");
  const known = isOfSpans ? spanColumns : heldColumns[written];
  return known === undefined ? columns : columns.filter((name) => known.includes(name));
}

/** @param told - the format that the name of the file ends as */
function ownFormat(table: Table, told: WrittenFormat | undefined): WrittenFormat {
  const { format } = table;
  const isTable = told !== undefined && told !== "conll";
  // Tokens between tabs may hold spaces, which CoNLL as it is written cannot.
  if (format === "conll") return fitsConll(table) ? "conll" : "jsonl";
  if (format === "squad") return told === "json" ? "squad" : "jsonl";
  if (isTable) return told;
  return format === "csv" || format === "tsv" || format === "json" || format === "parquet"
    ? format
    : "jsonl";
}
