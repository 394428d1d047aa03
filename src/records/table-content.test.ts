import { readFile, writeFile } from "node:fs/promises";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { cleanTable, pipelineFromWords } from "./cleaning/index.js";
import { readTable, selectRows, writeTable, writeTables } from "./index.js";

const path = temporaryFolder();

const lines = [
  '{"id": 1.50, "text": "A  b", "tags": [1,  2], "big": 12345678901234567890}',
  '{"text": "ok", "id": "1", "extra": null}',
  '{ "id" : true, "text" : "\\u0041" }',
];
const cleanedLines = [
  '{"id": 1.50, "text": "A b", "tags": [1,  2], "big": 12345678901234567890}',
  '{"id": "1", "text": "ok", "extra": null}',
  '{"id": true, "text": "\\u0041"}',
];

test.each([
  ["lines", "rows.jsonl", lines.join("\n")],
  ["a list", "rows.json", `[\n${lines.join(",\n")}\n]`],
  ["a list under data", "wrapped.json", `{"version": 2, "data": [${lines.join(",\n")}]}`],
  ["lines of UTF-16", "wide.jsonl", Buffer.from(`\ufeff${lines.join("\r\n")}`, "utf16le")],
])("from JSON to JSON only what was cleaned is written anew: %s", async (_, name, content) => {
  await writeFile(path(name), content);
  const table = await readTable(path(name));
  const text = table.columns.indexOf("text");
  const steps = pipelineFromWords("spaces,duplicates");
  const { table: cleaned } = await cleanTable(table, { text }, steps);
  await writeTable(path("clean.jsonl"), cleaned, { force: true });
  expect(await readFile(path("clean.jsonl"), "utf8")).toBe(`${cleanedLines.join("\n")}\n`);
  await writeTable(path("clean.json"), cleaned, { force: true });
  expect(await readFile(path("clean.json"), "utf8")).toBe(`[\n${cleanedLines.join(",\n")}\n]\n`);
});

test("a label that cleaning changes stays a number or a truth value among such", async () => {
  const cleaned = async (records: readonly string[], steps: string): Promise<string[]> => {
    await writeFile(path("typed.jsonl"), records.join("\n"));
    const columns = { text: 0, label: 1 };
    const { table } = await cleanTable(
      await readTable(path("typed.jsonl")),
      columns,
      pipelineFromWords(steps),
    );
    await writeTable(path("typed-clean.jsonl"), table, { force: true });
    return (await readFile(path("typed-clean.jsonl"), "utf8")).trimEnd().split("\n");
  };
  const rows = (...labels: readonly string[]): string[] =>
    labels.map((label, row) => `{"text": "${row < 3 ? "a" : "b"}", "label": ${label}}`);
  const majority = "duplicates:rule=majority";
  expect(await cleaned(rows("1", "0.50", "0.50", "1"), majority)).toEqual([
    '{"text": "a", "label": 0.50}',
    '{"text": "b", "label": 1}',
  ]);
  const [first] = await cleaned(rows("true", "false", "false", "true"), majority);
  expect(first).toBe('{"text": "a", "label": false}');
  // Where nothing was, the other values of the column tell; texts stay texts.
  const absent = ['{"text": "a"}', '{"text": "b", "label": null}'];
  const filled = async (label: string): Promise<string[]> =>
    (
      await cleaned([`{"text": "c", "label": ${label}}`, ...absent], "missing:fill=0:in=label")
    ).slice(1);
  expect(await filled("1")).toEqual(['{"text": "a", "label": 0}', '{"text": "b", "label": 0}']);
  expect(await filled('"1"')).toEqual([
    '{"text": "a", "label": "0"}',
    '{"text": "b", "label": "0"}',
  ]);
});

test("some rows of a JSON file, in any order, are the records that they were", async () => {
  await writeFile(path("all.jsonl"), lines.join("\n"));
  const table = await readTable(path("all.jsonl"));
  await writeTables(
    [[2, 0], [1]].map((rows, part) => ({
      file: path(`part-${part}.jsonl`),
      table: selectRows(table, rows),
    })),
  );
  expect(await readFile(path("part-0.jsonl"), "utf8")).toBe(`${cleanedLines[2]}\n${lines[0]}\n`);
  expect(await readFile(path("part-1.jsonl"), "utf8")).toBe(`${cleanedLines[1]}\n`);
});

test("a file may be written over the JSON that its rows are read from", async () => {
  await writeFile(path("own.jsonl"), lines.join("\n"));
  const table = await readTable(path("own.jsonl"));
  await writeTable(path("own.jsonl"), selectRows(table, [1, 0]), { force: true });
  expect(await readFile(path("own.jsonl"), "utf8")).toBe(`${cleanedLines[1]}\n${lines[0]}\n`);
});

test("records of a format of annotated text are written as the table that was made of them", async () => {
  await writeFile(path("spans.jsonl"), '{"text": "Ada met Bob", "label": [[0, 3, "PER"]]}\n');
  const table = await readTable(path("spans.jsonl"));
  expect(table.format).toBe("doccano");
  await writeTable(path("table.jsonl"), table);
  const [record = ""] = (await readFile(path("table.jsonl"), "utf8")).split("\n");
  expect(Object.entries(JSON.parse(record))).toEqual([
    ["text", "Ada met Bob"],
    ["spans", [[0, 3, "PER"]]],
  ]);
});

test("a Parquet file holds names, texts and nulls, in the order of the rows", async () => {
  const rows = Array.from({ length: 3000 }, (_, row) => [`${row} "中文"\n`, row % 7 ? "" : null]);
  const columns = ['te"xt', "标签"];
  await writeTable(path("rows.parquet"), { columns, rows });
  const database = await DuckDBInstance.create(":memory:");
  const connection = await database.connect();
  const reader = await connection.runAndReadAll(`SELECT * FROM '${path("rows.parquet")}'`);
  expect(reader.columnNames()).toEqual(columns);
  expect(reader.getRows()).toEqual(rows);
  connection.closeSync();
  expect(await readTable(path("rows.parquet"))).toMatchObject({ columns, rows });
});

test("a column without a name is called by its place in Parquet, which has no unnamed ones", async () => {
  const named = async (columns: readonly string[]): Promise<readonly string[]> => {
    const rows = [columns.map((_, column) => `cell ${column}`)];
    await writeTable(path("named.parquet"), { columns, rows }, { force: true });
    const read = await readTable(path("named.parquet"));
    expect(read.rows).toEqual(rows);
    return read.columns;
  };
  expect(await named(["", "text", "label"])).toEqual(["column1", "text", "label"]);
  expect(await named(["Column3", "text", ""])).toEqual(["Column3", "text", "column3_"]);
});

test("rows that cannot be read again for writing are told as that, and nothing is written", async () => {
  await writeFile(path("gone.jsonl"), lines.join("\n"));
  const table = await readTable(path("gone.jsonl"));
  const gone = { ...table, file: path("nowhere.jsonl") };
  await expect(writeTable(path("new.jsonl"), gone)).rejects.toMatchObject({ code: "FILE_MISSING" });
  await expect(readFile(path("new.jsonl"))).rejects.toMatchObject({ code: "ENOENT" });
});
