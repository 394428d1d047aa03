import { BerthError } from "../../base/index.js";
import { emptyFile, type TextFile } from "../files/text-file.js";
import type { FormatName, ReadOptions } from "../read-options.js";
import type { Cells } from "../table.js";
import { type DelimitedRecord, delimitedRecords } from "./delimited-records.js";
import { type Dialect, dialectOf } from "./dialect.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";
import { dataInHeader, frequentWidths, namedColumns, numberedColumns } from "./header.js";
import { recordRefusal } from "./record-refusal.js";

/** Records that are looked at to tell whether the first names the columns. */
const SAMPLE_RECORDS = 1000;

/**
 * The reader of a CSV or TSV file. (DuckDB's reader loses signs where `\r` and `\r\n` are mixed, and
 * tells no lines.)
 *
 * @throws FILE_EMPTY, QUOTE_BROKEN and NULL_BYTE in the header, COLUMN_REPEATED, ROWS_MISSING, USAGE
 */
export async function openDelimited(
  source: TextFile,
  format: FormatName,
  options: ReadOptions,
): Promise<FormatReader> {
  const { file, head } = source;
  const dialect = dialectOf(format, head, options);
  const sample = await firstRecords(source, dialect);
  const [first] = sample;
  if (first === undefined) throw emptyFile(file);
  if (first.fault && options.header !== false) {
    throw recordRefusal(file, dialect, first, { expected: first.cells.length, like: "header" });
  }
  const rows = sample.filter(({ fault }) => fault === undefined).map(({ cells }) => cells);
  const data = options.header === undefined ? dataInHeader(rows) : undefined;
  const isHeader = options.header ?? data === undefined;
  const expected = rows[0]?.length ?? first.cells.length;
  const widths = isHeader ? [expected] : frequentWidths(rows);
  const { columns, notes: nameNotes } = isHeader
    ? namedColumns(file, first.cells, first.line)
    : { columns: numberedColumns(Math.max(expected, ...widths)), notes: [] };
  if (isHeader && sample.length === 1) throw noRows(file, columns);
  const read = (record: DelimitedRecord): ReadRow => {
    const { line, cells, fault } = record;
    if (fault !== undefined || !widths.includes(cells.length)) {
      const like = isHeader ? "header" : "first row";
      return { line, cells: recordRefusal(file, dialect, record, { expected, like }) };
    }
    if (cells.length === columns.length) return { line, cells };
    return { line, cells: columns.map((_, index) => cells[index] ?? null) };
  };
  const notes = [
    ...nameNotes,
    ...(data ? [dataNote(file, data)] : []),
    ...(widths.length > 1 ? [widthsNote(file, widths)] : []),
    ...(options.quote === undefined && dialect.quote === undefined ? quotedNote(file, rows) : []),
  ];
  const readAs = {
    delimiter: dialect.delimiter,
    quote: dialect.quote ?? "none",
    header: isHeader,
  };
  return readerOfRows({ format, columns, notes, readAs }, async function* () {
    let skip = isHeader ? 1 : 0;
    for await (const records of delimitedRecords(source, dialect)) {
      yield records.slice(skip).map(read);
      skip = Math.max(0, skip - records.length);
    }
  });
}

async function firstRecords(source: TextFile, dialect: Dialect): Promise<DelimitedRecord[]> {
  const sample: DelimitedRecord[] = [];
  for await (const records of delimitedRecords(source, dialect)) {
    sample.push(...records.slice(0, SAMPLE_RECORDS - sample.length));
    if (sample.length === SAMPLE_RECORDS) break;
  }
  return sample;
}

function dataNote(
  file: string,
  { column, cell }: { readonly column: number; readonly cell: string },
): string {
  return `${file}: the first line is read as a row: "${cell}" stands in column ${column + 1} of further rows too; --header yes takes it for the names of the columns.`;
}

/** Whether a cell stands in quotes and its own are doubled, as pandas and Excel write it. */
function isQuoted(cell: string): boolean {
  if (!cell.startsWith('"') || !cell.endsWith('"')) return false;
  // By hand, as a pattern that counts pairs ends in a full stack where a cell is very long.
  const inner = cell.slice(1, -1);
  return inner.includes('""') && !inner.replaceAll('""', "").includes('"');
}

/** Told where nothing is quoted and cells look as if they were. */
function quotedNote(file: string, rows: readonly Cells[]): string[] {
  const cell = rows.flatMap((row) => row.find((one) => isQuoted(one ?? "")) ?? [])[0];
  if (cell === undefined) return [];
  const shown = cell.length > 40 ? `${cell.slice(0, 40).replace(/[\ud800-\udbff]$/, "")}…` : cell;
  return [
    `${file}: cells such as ${shown} stand in quotes, which are read as signs of their text; --quote '"' takes them for quotes.`,
  ];
}

function widthsNote(file: string, widths: readonly number[]): string {
  return `${file}: rows have ${widths.join(" or ")} cells; what is missing at the end is empty.`;
}

function noRows(file: string, columns: readonly string[]): BerthError {
  return new BerthError(
    "ROWS_MISSING",
    `${file}: the file must hold rows below its header (${columns.join(", ")}); there are none`,
    { file, columns },
  );
}
