import { BerthError, type Json } from "../../base/index.js";
import { firstBytes } from "../files/file-kind.js";
import type { FormatName, ReadOptions } from "../read-options.js";
import type { Cells } from "../table.js";
import { allRows, nameLiteral, pathLiteral, queryRows } from "./duckdb.js";
import { type FormatReader, type ReadRow, readerOfRows } from "./format-reader.js";
import type { JsonShape } from "./json-shape.js";
import { shapedRows, shapeNamed, shapeOf } from "./json-shapes.js";

/** Whether a file begins as every Parquet file does. */
export async function isParquet(file: string): Promise<boolean> {
  return file.toLowerCase().endsWith(".parquet") || isMagic(await firstBytes(file, 4));
}

const isMagic = (bytes: Buffer): boolean => bytes.toString("latin1") === "PAR1";

/**
 * The reader of a Parquet file. Numbers and dates are written as text, lists and structs as JSON;
 * tables of questions with answers become the columns of SQuAD.
 *
 * @throws PARQUET_BROKEN, ROWS_MISSING
 */
export async function openParquet(file: string, options: ReadOptions): Promise<FormatReader> {
  const table = `read_parquet(${pathLiteral(file)}, hive_partitioning = false)`;
  const described = await guarded(file, () => allRows(`DESCRIBE SELECT * FROM ${table}`));
  const records = recordsSql(table, described);
  const shape = await shapeOfTable(file, records, options.format);
  const [count = 0] = (
    await guarded(file, () => allRows(`SELECT count(*)::VARCHAR FROM ${table}`))
  ).map(([cell]) => Number(cell));
  const columns = described.map(([name]) => name ?? "");
  if (count === 0) {
    const message = `${file}: the file must hold rows; it has columns only: ${columns.join(", ")}`;
    throw new BerthError("ROWS_MISSING", message, { file, columns });
  }
  if (shape) {
    const note = `${file}: read as ${shape.format}, by its content; --format parquet keeps its columns.`;
    const notes = options.format === undefined ? [note] : [];
    return readerOfRows({ format: shape.format, columns: shape.columns, notes, readAs: {} }, () =>
      numberedRows(file, `SELECT to_json(t)::VARCHAR FROM ${records} t`, ([text], line) =>
        shapedRows(file, { text: text ?? "null", line }, shape),
      ),
    );
  }
  const cells = described.map(([name, type]) => cellSql(name ?? "", type ?? ""));
  return readerOfRows({ format: "parquet", columns, notes: [], readAs: {} }, () =>
    numberedRows(file, `SELECT ${cells.join(", ")} FROM ${table}`, (row, line) => [
      { line, cells: row },
    ]),
  );
}

/** The table with null where a number is none (NaN, infinite), which JSON cannot write. */
function recordsSql(table: string, described: readonly Cells[]): string {
  const columns = described.map(([name, type]) => {
    const column = nameLiteral(name ?? "");
    const isReal = type === "FLOAT" || type === "DOUBLE";
    return isReal ? `CASE WHEN isfinite(${column}) THEN ${column} END AS ${column}` : column;
  });
  return `(SELECT ${columns.join(", ")} FROM ${table})`;
}

/** Lists and structs are JSON; all else is as DuckDB writes it. */
function cellSql(name: string, type: string): string {
  const column = nameLiteral(name);
  const isNested = /\[\d*\]$|^(?:STRUCT|MAP|UNION)\(/.test(type);
  return isNested ? `to_json(${column})::VARCHAR` : `CAST(${column} AS VARCHAR)`;
}

async function shapeOfTable(
  file: string,
  records: string,
  format: FormatName | undefined,
): Promise<JsonShape | undefined> {
  if (format === "parquet") return undefined;
  if (format !== undefined) return shapeNamed(format);
  const sql = `SELECT to_json(t)::VARCHAR FROM (SELECT * FROM ${records} LIMIT 100) t`;
  const rows = await guarded(file, () => allRows(sql));
  return shapeOf(rows.flatMap(([text]) => parsed(text ?? "null")));
}

/** A record; nothing where a number inside a list or struct is none, which is no JSON. */
function parsed(text: string): Json[] {
  try {
    return [JSON.parse(text) as Json];
  } catch {
    return [];
  }
}

async function* numberedRows(
  file: string,
  sql: string,
  read: (row: Cells, line: number) => readonly ReadRow[],
): AsyncGenerator<readonly ReadRow[]> {
  let line = 1;
  const chunks = queryRows(sql);
  while (true) {
    const { done, value } = await guarded(file, () => chunks.next());
    if (done) return;
    const first = line;
    yield value.flatMap((row, index) => read(row, first + index));
    line += value.length;
  }
}

async function guarded<Result>(file: string, read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const [reason = ""] = (error as Error).message.split("\n");
    throw new BerthError(
      "PARQUET_BROKEN",
      `${file}: the file must be whole Parquet; it cannot be read (${reason})`,
      { file },
      { cause: error },
    );
  }
}
