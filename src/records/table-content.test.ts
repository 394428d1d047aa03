import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cleanTable, pipelineFromWords } from "./cleaning/index.js";
import { readTable, type Table, tableContent } from "./index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "berth-content-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function write(table: Table, name: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, tableContent(table, file));
  return file;
}

const tableOf = (columns: string[], rows: Table["rows"]): Table => ({
  file: "made.csv",
  format: "csv",
  columns,
  rows,
});

const awkward = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    '"',
    '""',
    "a,b",
    "a;b",
    "\n",
    "\r\n",
    "\t",
    "NULL",
    "007",
    "中文，“引号”",
    "😀",
    " x ",
    "\\",
  ),
  fc.string({ unit: "grapheme" }),
);

test.each([".csv", ".jsonl"])("every cell of a %s file is read again as it was", async (ending) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.option(awkward), fc.option(awkward), awkward), { minLength: 1 }),
      async (rows) => {
        const file = await write(tableOf(["text", "a;b|c", "标签"], rows), `all${ending}`);
        const again = await readTable(file);
        expect(again.columns).toEqual(["text", "a;b|c", "标签"]);
        expect(again.rows).toEqual(rows);
      },
    ),
    { numRuns: 60 },
  );
});

test("from JSON to JSON lines only what was cleaned is written anew", async () => {
  const file = join(folder, "rows.jsonl");
  const lines = [
    '{"id": 1.50, "text": "A  b", "tags": [1,  2], "big": 12345678901234567890}',
    '{"text": "ok", "id": "1", "extra": null}',
    '{ "id" : true, "text" : "\\u0041" }',
  ];
  await writeFile(file, lines.join("\n"));
  const table = await readTable(file);
  const text = table.columns.indexOf("text");
  const { table: cleaned } = await cleanTable(
    table,
    { text },
    pipelineFromWords("spaces,duplicates"),
  );
  const written = await readFile(await write(cleaned, "clean.jsonl"), "utf8");
  expect(written.split("\n")).toEqual([
    '{"id": 1.50, "text": "A b", "tags": [1,  2], "big": 12345678901234567890}',
    '{"id": "1", "text": "ok", "extra": null}',
    '{"id": true, "text": "\\u0041"}',
    "",
  ]);
});

test("a Parquet file holds names, texts and nulls, in the order of the rows", async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => [`${row} "中文"\n`, row % 7 ? "" : null]);
  const file = await write(tableOf(['te"xt', "标签"], rows), "rows.parquet");
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM '${file}'`);
  expect(reader.columnNames()).toEqual(['te"xt', "标签"]);
  expect(reader.getRows()).toEqual(rows);
  connection.closeSync();
});

test("a .tsv file that cannot hold a line break is refused with its row and column", async () => {
  const table = tableOf(
    ["text", "label"],
    [
      ["a", "b"],
      ["c\nd", "e"],
    ],
  );
  await expect(write(table, "rows.tsv")).rejects.toMatchObject({
    code: "CELL_UNWRITABLE",
    details: { row: 2, column: "text" },
  });
});
