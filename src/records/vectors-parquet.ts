import { createReadStream } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance, FLOAT, LIST } from "@duckdb/node-api";
import { nameLiteral } from "./formats/duckdb.js";
import { temporaryFolder } from "./temporary-folder.js";

/** A row of a file of vectors. */
export interface VectorRow {
  /** Whole numbers and texts, in the order of the columns. */
  readonly cells: readonly (number | string)[];
  readonly vector: Float32Array;
}

/** A column before the vectors. */
export interface VectorColumn {
  readonly name: string;
  readonly kind: "text" | "whole";
}

const vectorColumn = "embedding";

/** Rows with a vector each as a Parquet file: the columns, then `embedding`, a list of floats. */
export async function* vectorsParquet(
  columns: readonly VectorColumn[],
  rows: AsyncIterable<VectorRow>,
): AsyncGenerator<Uint8Array> {
  const folder = temporaryFolder("berth-parquet-");
  try {
    const file = join(folder.path, "vectors.parquet");
    await writeRows(columns, rows, { folder: folder.path, file });
    for await (const piece of createReadStream(file)) yield piece as Buffer;
  } finally {
    await folder.remove();
  }
}

async function writeRows(
  columns: readonly VectorColumn[],
  rows: AsyncIterable<VectorRow>,
  { folder, file }: { readonly folder: string; readonly file: string },
): Promise<void> {
  // One thread keeps the order of the rows; a database in a file need not fit in memory.
  const database = await DuckDBInstance.create(join(folder, "rows.duckdb"), { threads: "1" });
  const connection = await database.connect();
  try {
    const types = columns.map(({ name, kind }) => {
      return `${nameLiteral(name)} ${kind === "text" ? "VARCHAR" : "INTEGER"}`;
    });
    await connection.run(
      `CREATE TABLE vectors (${[...types, `${vectorColumn} FLOAT[]`].join(", ")})`,
    );
    const appender = await connection.createAppender("vectors");
    const floats = LIST(FLOAT);
    for await (const { cells, vector } of rows) {
      for (const cell of cells) {
        if (typeof cell === "string") appender.appendVarchar(cell);
        else appender.appendInteger(cell);
      }
      appender.appendList(Array.from(vector), floats);
      appender.endRow();
    }
    appender.closeSync();
    const path = file.replaceAll("'", "''");
    await connection.run(`COPY vectors TO '${path}' (FORMAT parquet)`);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}
