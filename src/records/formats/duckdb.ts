import { resolve } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Cells } from "../table.js";

/**
 * The rows of a query whose columns are all text, some thousand at a time, in the order of the
 * file. Times with a zone are told in UTC, on every machine. Nothing is written anywhere.
 */
export async function* queryRows(sql: string): AsyncGenerator<Cells[]> {
  // One thread keeps the order of the file, and quoted line breaks whole.
  const database = await DuckDBInstance.create(":memory:", { threads: "1" });
  const connection = await database.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    const result = await connection.stream(sql);
    for await (const chunk of result) yield chunk.getRows() as Cells[];
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** All rows of a query, for few. */
export async function allRows(sql: string): Promise<Cells[]> {
  const rows: Cells[] = [];
  for await (const chunk of queryRows(sql)) rows.push(...chunk);
  return rows;
}

/** A path as a literal of SQL. It is a pattern to DuckDB: brackets take the meaning from its signs. */
export function pathLiteral(file: string): string {
  return `'${resolve(file).replace(/[[*?]/g, "[$&]").replaceAll("'", "''")}'`;
}

/** A name as an identifier of SQL. */
export function nameLiteral(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
