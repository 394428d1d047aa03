import { createReadStream } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { nameLiteral } from "../formats/duckdb.js";
import type { RecordSource } from "../record-source.js";
import { temporaryFolder } from "../temporary-folder.js";
import { parquetNames } from "./parquet-names.js";

/** What is written: the columns, and their rows in batches. */
type WrittenRows = Pick<RecordSource, "columns" | "batches">;

/** A Parquet file, every column text; null where a cell is. Made in a temporary folder. */
export async function* parquetContent(source: WrittenRows): AsyncGenerator<Uint8Array> {
  const folder = temporaryFolder("berth-parquet-");
  try {
    const file = join(folder.path, "rows.parquet");
    await writeParquet(source, folder.path, file);
    for await (const piece of createReadStream(file)) yield piece as Buffer;
  } finally {
    await folder.remove();
  }
}

async function writeParquet(source: WrittenRows, folder: string, file: string): Promise<void> {
  // One thread keeps the order of the rows; a database in a file need not fit in memory.
  const database = await DuckDBInstance.create(join(folder, "rows.duckdb"), { threads: "1" });
  const connection = await database.connect();
  try {
    const names = source.columns.map((_, column) => `c${column}`);
    await connection.run(
      `CREATE TABLE cells (${names.map((name) => `${name} VARCHAR`).join(", ")})`,
    );
    const appender = await connection.createAppender("cells");
    for await (const { rows } of source.batches()) {
      for (const row of rows) {
        for (const column of names.keys()) {
          const cell = row[column] ?? null;
          if (cell === null) appender.appendNull();
          else appender.appendVarchar(cell);
        }
        appender.endRow();
      }
      appender.flushSync();
    }
    appender.closeSync();
    const selected = parquetNames(source.columns).map(
      (name, column) => `${names[column]} AS ${nameLiteral(name)}`,
    );
    const path = file.replaceAll("'", "''");
    await connection.run(
      `COPY (SELECT ${selected.join(", ")} FROM cells) TO '${path}' (FORMAT parquet)`,
    );
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
