import { resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { BerthError, unreachable } from "../base/index.js";
import type { DataFile } from "./data-file.js";
import { type Dialect, dialectOf } from "./dialect.js";
import { type RecordPlace, scanRecords } from "./scan-records.js";
import type { Table } from "./table.js";

type Cells = readonly (string | null)[];

/** DuckDB's own limit of a record's bytes, raised where a record is longer. */
const DUCKDB_LINE_BYTES = 2_000_000;

/**
 * The table of a CSV or TSV file.
 *
 * @throws QUOTE_BROKEN, ROW_CELLS, COLUMN_REPEATED, ROWS_MISSING
 */
export async function readDelimited(source: DataFile): Promise<Table> {
  const { file, format } = source;
  const dialect = dialectOf(source);
  const records = scanRecords(source, dialect);
  checkCellCounts(source, dialect, records);
  const [header = [], ...rows] = await readCells(file, dialect, records);
  if (header.length === 0 || rows.length !== records.length - 1) {
    unreachable(`${file} has ${records.length} records, of which DuckDB read ${rows.length + 1}`);
  }
  const columns = header.map((name) => name ?? "");
  checkColumns(file, columns);
  if (rows.length === 0) {
    throw new BerthError(
      "ROWS_MISSING",
      `${file}: the file must hold rows below its header (${columns.join(", ")}); there are none`,
      { file, columns },
    );
  }
  return { file, format, columns, rows };
}

function checkCellCounts({ file }: DataFile, dialect: Dialect, records: RecordPlace[]): void {
  const expected = records[0]?.cellCount ?? 0;
  const odd = records.find(({ cellCount }) => cellCount !== expected);
  if (odd === undefined) return;
  const { line, cellCount } = odd;
  const delimiter = dialect.delimiter === "\t" ? "a tab" : `"${dialect.delimiter}"`;
  const surplus = dialect.quoted
    ? `Put a cell that contains ${delimiter} in double quotes`
    : "A .tsv file has no quotes: replace tabs inside a cell by spaces";
  const lack = `Fill in what is missing; an empty cell still needs ${delimiter} beside it`;
  throw new BerthError(
    "ROW_CELLS",
    `${file} line ${line}: a row must have as many cells as the header, ${expected}; this one has ${cellCount}. ${cellCount > expected ? surplus : lack}`,
    { file, line, expected, found: cellCount },
  );
}

function checkColumns(file: string, columns: readonly string[]): void {
  const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
  if (repeated === undefined) return;
  throw new BerthError(
    "COLUMN_REPEATED",
    `${file} line 1: every column must have a name of its own; "${repeated}" is there twice. Rename one in the header`,
    { file, line: 1, column: repeated },
  );
}

/** All records as cells, header first, in the order of the file. */
async function readCells(
  file: string,
  dialect: Dialect,
  records: readonly RecordPlace[],
): Promise<Cells[]> {
  // One thread keeps the order of the file, and quoted line breaks whole.
  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  try {
    const result = await connection.stream(query(file, dialect, records));
    const rows: Cells[] = [];
    for await (const chunk of result) rows.push(...(chunk.getRows() as Cells[]));
    return rows;
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** Everything is said to DuckDB and nothing guessed by it: the header is an ordinary record here. */
function query(file: string, dialect: Dialect, records: readonly RecordPlace[]): string {
  const cellCount = records[0]?.cellCount ?? 0;
  const columns = Array.from({ length: cellCount }, (_, index) => `c${index}: 'VARCHAR'`);
  const lineBytes = records.reduce((most, { byteCount }) => Math.max(most, byteCount), 0);
  const quote = dialect.quoted ? '"' : "";
  // A path is a pattern to DuckDB: brackets take the meaning from its signs.
  const path = resolve(file).replace(/[[*?]/g, "[$&]").replaceAll("'", "''");
  // The scan has refused what the lenient mode would swallow; the strict mode refuses mixed line ends.
  return `SELECT * FROM read_csv('${path}', auto_detect = false, header = false,
    columns = {${columns.join(", ")}}, delim = '${dialect.delimiter}', quote = '${quote}',
    escape = '${quote}', allow_quoted_nulls = false, strict_mode = false, compression = 'none',
    hive_partitioning = false, max_line_size = ${Math.max(DUCKDB_LINE_BYTES, lineBytes + 2)})
    ${cellCount === 1 ? "WHERE c0 IS NOT NULL" : ""}`;
}
