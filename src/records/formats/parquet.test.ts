import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { readTable, rowTimes } from "../index.js";

// DuckDB tells times in the zone of the machine unless it is told otherwise.
process.env["TZ"] = "Asia/Kolkata";

const path = temporaryFolder();

async function parquetOf(name: string, query: string): Promise<string> {
  const file = path(name);
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`COPY (${query}) TO '${file}' (FORMAT parquet)`);
  connection.closeSync();
  return file;
}

test("numbers that are none are read as they are told, beside lists of them too", async () => {
  const numbers = ["'NaN'", "'Infinity'", "1.5"];
  const rows = numbers.map((n) => `SELECT 'a' AS text, ${n}::DOUBLE AS score, [${n}::DOUBLE] AS l`);
  const { format, rows: read } = await readTable(
    await parquetOf("nan.parquet", rows.join(" UNION ALL ")),
  );
  expect(format).toBe("parquet");
  expect(read.map(([, score]) => score)).toEqual(["nan", "inf", "1.5"]);
});

test("questions are known as such, and read, beside a number that is none", async () => {
  const query =
    "SELECT 'Ada met Bob.' AS context, 'Who?' AS question, {'text': ['Ada'], 'answer_start': [0]} AS answers, 'NaN'::FLOAT AS score";
  const table = await readTable(await parquetOf("questions.parquet", query));
  expect([table.format, table.rows[0]?.[2]]).toEqual(["squad", "Ada met Bob."]);
});

test("times with a zone are told in UTC on every machine, and rows are ordered by them", async () => {
  const table = await readTable(
    await parquetOf(
      "times.parquet",
      "SELECT 'a' AS text, TIMESTAMPTZ '2015-08-07 09:54:46-07' AS at, TIMESTAMP '2015-08-07 09:54:46' AS plain",
    ),
  );
  expect(table.rows).toEqual([["a", "2015-08-07 16:54:46+00", "2015-08-07 09:54:46"]]);
  expect(await rowTimes(table, "at")).toEqual([1_438_966_486_000]);
});
