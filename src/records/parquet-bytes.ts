import { createReadStream } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { nameLiteral } from "./formats/duckdb.js";
import type { WritableTable } from "./table-text.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A table as a Parquet file, every column text; null where a cell is. Made in a temporary folder. */
export async function* parquetBytes(table: WritableTable): AsyncGenerator<Uint8Array> {
  const folder = temporaryFolder("berth-parquet-");
  try {
    const file = join(folder.path, "table.parquet");
    await writeParquet(table, file);
    for await (const piece of createReadStream(file)) yield piece as Buffer;
  } finally {
    await folder.remove();
  }
}

async function writeParquet({ columns, rows }: WritableTable, file: string): Promise<void> {
  // One thread keeps the order of the rows.
  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  try {
    const names = columns.map((_, column) => `c${column}`);
    await connection.run(
      `CREATE TABLE cells (${names.map((name) => `${name} VARCHAR`).join(", ")})`,
    );
    const appender = await connection.createAppender("cells");
    for (const row of rows) {
      for (const column of names.keys()) {
        const cell = row[column] ?? null;
        if (cell === null) appender.appendNull();
        else appender.appendVarchar(cell);
      }
      appender.endRow();
    }
    appender.closeSync();
    const selected = names.map(
      (name, column) => `${name} AS ${nameLiteral(columns[column] ?? "")}`,
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
