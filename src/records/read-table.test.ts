import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import fixture from "../../test/fixtures/records.json" with { type: "json" };
import { columnIndex, lineOf, linesOf, readTable, selectRows } from "./index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "records-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** A file of the test's folder with this content. */
async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder, name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
  return path;
}

async function rows(name: string, content: string): Promise<unknown> {
  return (await readTable(await file(name, content))).rows;
}

test.each(fixture.cases)("cells and lines are those of Python's csv: $title", async (expected) => {
  const table = await readTable(await file(`table.${expected.ending}`, expected.content));
  expect(table.columns).toEqual(expected.columns);
  expect(table.rows.map((row) => row.map((cell) => cell ?? ""))).toEqual(expected.rows);
  const lines = await Promise.all(table.rows.map((_, row) => lineOf(table, row)));
  expect(lines).toEqual(expected.lines);
});

test("rows that were selected start on the lines of their records", async () => {
  const table = await readTable(await file("some.csv", 'a,b\n"1\n2",x\n3,y\n"4\n5",z\n6,x\n'));
  const some = selectRows(selectRows(table, [3, 2, 1]), [2, 0]);
  expect(some.rows).toEqual([
    ["3", "y"],
    ["6", "x"],
  ]);
  expect(await linesOf(some, [0, 1])).toEqual([4, 7]);
});

test("a cell is null where nothing is written, and empty where quotes say so", async () => {
  expect(await rows("a.csv", 'a,b,c\n,"", \n')).toEqual([[null, "", " "]]);
  expect(await rows("a.csv", 'a\n""\nx\n')).toEqual([[""], ["x"]]);
});

test("spaces around a quoted cell are layout", async () => {
  expect(await rows("a.csv", 'a,b\n1, "x,y" \n')).toEqual([["1", "x,y"]]);
});

test("nothing in a path is a pattern or a column", async () => {
  for (const name of ["[a].csv", "*.csv", "wh?t.csv", "it's.csv", "back\\slash.csv"]) {
    await file("other.csv", "a\nother\n");
    expect(await rows(join("seed=1", name), "a\nmine\n")).toEqual([["mine"]]);
  }
});

test("a record may be longer than DuckDB's usual limit", async () => {
  const long = "x".repeat(5_000_000);
  expect(await rows("a.csv", `a,b\n1,${long}\n`)).toEqual([["1", long]]);
});

test("JSON lines and JSON lists give the same table", async () => {
  const records = ['{"b": "x\\n中\\ud83d\\ude00", "a": null}', '{"a": true, "c": ""}'];
  const lines = await readTable(await file("a.jsonl", `\ufeff${records.join("\r\n\r\n")}\r\n`));
  const list = await readTable(await file("a.json", ` [\n${records.join(",\n\n")}\n]\n`));
  expect(lines.columns).toEqual(["b", "a", "c"]);
  expect(lines.rows).toEqual([
    ["x\n中😀", null, null],
    [null, "true", ""],
  ]);
  expect([list.columns, list.rows]).toEqual([lines.columns, lines.rows]);
  expect([lines.format, list.format]).toEqual(["jsonl", "json"]);
  expect([await lineOf(lines, 0), await lineOf(lines, 1)]).toEqual([1, 3]);
  expect([await lineOf(list, 0), await lineOf(list, 1)]).toEqual([2, 4]);
});

test("numbers and nested values of JSON stay as they are written", async () => {
  const content =
    '{"a": 1.50, "A": 12345678901234567890123, "b": [1.0, {"c": "],}"}], "d": -1E5}\n';
  const table = await readTable(await file("a.jsonl", content));
  expect(table.columns).toEqual(["a", "A", "b", "d"]);
  expect(table.rows).toEqual([["1.50", "12345678901234567890123", '[1.0, {"c": "],}"}]', "-1E5"]]);
});

const faults: readonly (readonly [
  title: string,
  name: string,
  content: string | Buffer,
  code: string,
  message: string,
])[] = [
  [
    "not UTF-8",
    "a.csv",
    Buffer.from([0x61, 0x0a, 0xe4, 0xb8, 0xad, 0xc4, 0xe3, 0x0a]),
    "FILE_ENCODING",
    "a.csv line 2: the file must be UTF-8; byte 4 of the line, 0xc4, is not. Save the file as UTF-8",
  ],
  [
    "empty",
    "a.csv",
    "",
    "FILE_EMPTY",
    "a.csv: the file must hold rows; it is empty. Check that it was written to the end",
  ],
  [
    "only blank lines",
    "a.jsonl",
    "\ufeff\n \r\n",
    "FILE_EMPTY",
    "a.jsonl: the file must hold rows; it is empty. Check that it was written to the end",
  ],
  [
    "header only",
    "a.csv",
    "text,label\n\n",
    "ROWS_MISSING",
    "a.csv: the file must hold rows below its header (text, label); there are none",
  ],
  [
    "an empty list",
    "a.json",
    "[ ]\n",
    "ROWS_MISSING",
    "a.json: the file must hold rows; its list is empty",
  ],
  [
    "too many cells",
    "a.csv",
    'text,label\n"a\nb",c\nd,e,f\n',
    "ROW_CELLS",
    'a.csv line 4: a row must have as many cells as the header, 2; this one has 3. Put a cell that contains "," in double quotes',
  ],
  [
    "a delimiter too many",
    "a.csv",
    "text,label\nd,e,\n",
    "ROW_CELLS",
    'a.csv line 2: a row must have as many cells as the header, 2; this one has 3. Put a cell that contains "," in double quotes',
  ],
  [
    "too many cells in a TSV",
    "a.tsv",
    "text\tlabel\na\tb\tc\n",
    "ROW_CELLS",
    "a.tsv line 2: a row must have as many cells as the header, 2; this one has 3. A .tsv file has no quotes: replace tabs inside a cell by spaces",
  ],
  [
    "too few cells",
    "a.csv",
    "text;label\na;b\nc\n",
    "ROW_CELLS",
    'a.csv line 3: a row must have as many cells as the header, 2; this one has 1. Fill in what is missing; an empty cell still needs ";" beside it',
  ],
  [
    "too few cells in a TSV",
    "a.tsv",
    "text\tlabel\na\n",
    "ROW_CELLS",
    "a.tsv line 2: a row must have as many cells as the header, 2; this one has 1. Fill in what is missing; an empty cell still needs a tab beside it",
  ],
  [
    "a quote that is never closed",
    "a.csv",
    'text,label\na,b\nc,"d\ne,f\n',
    "QUOTE_BROKEN",
    'a.csv line 3: a cell that opens with a double quote must close with one; this one never does, so that 2 lines went into one record. Close it, or double a quote that belongs to the text ("")',
  ],
  [
    "text behind a closing quote",
    "a.csv",
    'text,label\na,b\n"a" c,d\n',
    "QUOTE_BROKEN",
    'a.csv line 3: a closing double quote must end its cell; text follows it. Double a quote that belongs to the text ("")',
  ],
  [
    "text behind a quote that closes on a later line",
    "a.csv",
    'text,label\n"a\nb" c,d\n',
    "QUOTE_BROKEN",
    'a.csv line 2: a cell that opens with a double quote must close with one; this one does so on line 3 only, with text behind it, so that 2 lines went into one record. Close it, or double a quote that belongs to the text ("")',
  ],
  [
    "a column name twice",
    "a.csv",
    "text,label,text\n1,2,3\n",
    "COLUMN_REPEATED",
    'a.csv line 1: every column must have a name of its own; "text" is there twice. Rename one in the header',
  ],
  [
    "a key twice",
    "a.jsonl",
    '{"text": "a"}\n{"text": "b", "text": "c"}\n',
    "COLUMN_REPEATED",
    'a.jsonl line 2: every key of a record must be there once; "text" is there twice. Rename or remove one',
  ],
  [
    "a record that is no object",
    "a.json",
    '[{"text": "a"},\n ["b", 1]]',
    "JSON_BROKEN",
    'a.json line 2: a record must be a JSON object such as {"text": "...", "label": "..."}; got ["b", 1]',
  ],
  [
    "a list that is never closed",
    "a.json",
    '[{"text": "a"},\n {"text": "b"}\n',
    "JSON_BROKEN",
    "a.json: the list that the file opens with must close at its end; it does not. Check that the file was written to the end",
  ],
  [
    "a format that is not read",
    "a.xlsx",
    "text",
    "FORMAT_UNKNOWN",
    "a.xlsx: neither the name nor the content of the file tells its format; name it with --format, or end the name in .csv, .tsv, .jsonl, .json, .parquet or .txt",
  ],
];

test.each(faults)("%s is refused, by file and line", async (_, name, content, code, message) => {
  const path = await file(name, content);
  await expect(readTable(path)).rejects.toMatchObject({
    code,
    message: message.replace(name, path),
    details: { file: path },
  });
});

test("a line of broken JSON is refused, with what the parser says", async () => {
  const path = await file("a.jsonl", '{"text": "a"}\n{"text": \n');
  await expect(readTable(path)).rejects.toMatchObject({
    code: "JSON_BROKEN",
    message: `${path} line 2: the record that starts here must be one JSON object; it is not JSON (Unexpected end of JSON input)`,
    details: { file: path, line: 2 },
  });
});

test("a file that is not there, and a folder, are refused", async () => {
  const missing = join(folder, "missing.csv");
  await expect(readTable(missing)).rejects.toMatchObject({
    code: "FILE_MISSING",
    message: `${missing}: there is no such file; check its path`,
  });
  await expect(readTable(folder)).rejects.toMatchObject({
    code: "FILE_UNREADABLE",
    message: `${folder}: a data file must be a file, or a folder with a folder of .txt files for each class, FOLDER/CLASS/*.txt; this is a folder without these. Name a file inside it`,
  });
});

test("a column that is not there is refused with the nearest name", async () => {
  const table = await readTable(await file("a.csv", "id,sentiment,text\n1,2,3\n"));
  expect(columnIndex(table, "text")).toBe(2);
  const refusal = (name: string): unknown => {
    try {
      return columnIndex(table, name);
    } catch (error) {
      return error;
    }
  };
  expect(refusal("Sentimant")).toMatchObject({
    code: "COLUMN_MISSING",
    message: `${table.file}: no column "Sentimant"; the columns are: id, sentiment, text. Did you mean "sentiment"?`,
    details: { column: "Sentimant", nearest: "sentiment" },
  });
  expect(refusal("stars")).toMatchObject({
    message: `${table.file}: no column "stars"; the columns are: id, sentiment, text`,
  });
});
