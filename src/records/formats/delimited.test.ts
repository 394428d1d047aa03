import { expect, test } from "vitest";
import { writtenFiles } from "../../../test/written-files.js";
import { readRecords, readTable } from "../index.js";

const { folder, fileOf, read } = writtenFiles();

test("delimiter, quote and header are as the options say", async () => {
  const text = "a:'b:c'\nd:e\n";
  const options = { delimiter: ":", quote: "'", header: false };
  expect((await read("a.csv", text, options)).rows).toEqual([
    ["a", "b:c"],
    ["d", "e"],
  ]);
  expect((await read("a.txt", "a b\nc d\n", { format: "csv", delimiter: "space" })).rows).toEqual([
    ["c", "d"],
  ]);
  expect((await read("a.tsv", '"a\tb"\tc\nd\te\n', { quote: '"' })).columns).toEqual(["a\tb", "c"]);
  expect((await read("a.csv", 'a,"b\nc,d\n', { quote: "none" })).rows).toEqual([["c", "d"]]);
});

test("several columns without a name get their numbers, and that is said; names that repeat are refused", async () => {
  const { columns, notes } = await read("spam.csv", "v1,v2,,,\nham,See you,,,\nspam,Win,now,,\n");
  expect(columns).toEqual(["v1", "v2", "column3", "column4", "column5"]);
  expect(notes).toEqual([
    `${folder("spam.csv")}: 3 columns have no name in the header; they are called column3, column4, column5.`,
  ]);
  expect(await read("index.csv", ",text\n0,a\n1,b\n")).toMatchObject({
    columns: ["", "text"],
    notes: [],
  });
  await expect(read("twice.csv", "\n\na,b,a\n1,2,3\n")).rejects.toMatchObject({
    code: "COLUMN_REPEATED",
    details: { line: 3, column: "a" },
  });
});

test.each([
  [{ delimiter: "ab" }, /^--delimiter: must be one ASCII character/],
  [{ delimiter: '"' }, /^--delimiter: must be one ASCII character other than the quote/],
  [{ quote: "«" }, /^--quote: must be one ASCII character, or none; "«" came$/],
])("%j is a fault of the command line", async (options, message) => {
  await expect(read("a.csv", "a,b\n1,2\n", options)).rejects.toMatchObject({
    code: "USAGE",
    message: expect.stringMatching(message),
  });
});

test("a first line whose cell comes again below is data, and that is said", async () => {
  const text = "good film,1\nbad film,0\nfine,1\npoor,0\nsuperb,1\n";
  const found = await read("a.csv", text);
  expect([found.columns, found.rows.length]).toEqual([["column1", "column2"], 5]);
  expect(found.notes).toEqual([
    expect.stringMatching(
      /a.csv: the first line is read as a row: "1" stands in column 2 of further rows too; --header yes takes it for the names of the columns\.$/,
    ),
  ]);
  const named = await read("a.csv", text, { header: true });
  expect([named.columns, named.rows.length, named.notes]).toEqual([["good film", "1"], 4, []]);
});

test.each([
  ["numbers as pandas writes them", "0,1\ngood,1\nbad,0\nfine,1\npoor,1\n"],
  ["an index and numbers", ",0,1\n0,good,1\n1,bad,0\n2,fine,1\n3,poor,1\n"],
  [
    "a header that stands again, as in joined files",
    "text,label\na,1\ntext,label\nb,2\ntext,label\n",
  ],
])("a first line of %s stays the header", async (_, text) => {
  const { columns, notes } = await read("a.csv", text);
  expect([columns, notes]).toEqual([text.split("\n")[0]?.split(","), []]);
});

test("rows of a file without a header may lack cells at the end, where many do", async () => {
  const text = `${"a\tb\tc\n".repeat(50)}${"a\tb\n".repeat(3)}x\n`;
  const file = await fileOf("a.tsv", text);
  const source = await readRecords(file, { header: false });
  const rows = [];
  for await (const batch of source.batches()) rows.push(...batch.rows);
  expect(rows.length).toBe(53);
  expect(rows.at(-1)).toEqual(["a", "b", null]);
  expect(source.notes).toEqual([
    `${file}: rows have 2 or 3 cells; what is missing at the end is empty.`,
  ]);
  expect(source.refused).toMatchObject([
    { record: 54, line: 54, reason: { code: "ROW_CELLS", details: { expected: 3, found: 1 } } },
  ]);
});

test("a quote that is left open is told by its own line and by the lines that it took", async () => {
  const rows = Array.from({ length: 40 }, (_, row) => `${row},"text ${row}"`);
  rows[5] = '5,"left open';
  const file = await fileOf("open.csv", `id,text\n${rows.join("\n")}\n`);
  const source = await readRecords(file);
  let read = 0;
  for await (const batch of source.batches()) read += batch.rows.length;
  expect(read).toBe(38);
  expect(source.refused).toMatchObject([
    { line: 7, reason: { code: "QUOTE_BROKEN", details: { line: 7, lines: 2 } } },
  ]);
  expect(source.refused[0]?.reason.message).toBe(
    `${file} line 7: a cell that opens with a double quote must close with one; this one does so on line 8 only, with text behind it, so that 2 lines went into one record. Close it, or double a quote that belongs to the text ("")`,
  );

  const plain = Array.from({ length: 40 }, (_, row) => `${row},text ${row}`);
  plain[5] = '5,"left open';
  plain[35] = '35,"quoted" here';
  const far = await fileOf("far.csv", `id,text\n${plain.join("\n")}\n`);
  await expect(readTable(far)).rejects.toMatchObject({
    code: "QUOTE_BROKEN",
    details: { line: 7, lines: 31 },
    message: expect.stringContaining("on line 37 only"),
  });
  plain[35] = "35,text";
  for (const end of ["", "\n", "\r\n"]) {
    const never = await fileOf("never.csv", `id,text\n${plain.join("\n")}${end}`);
    await expect(readTable(never)).rejects.toMatchObject({
      code: "QUOTE_BROKEN",
      details: { line: 7, lines: 35 },
      message: expect.stringContaining(
        "this one never does, so that 35 lines went into one record",
      ),
    });
  }
});

test("faulty rows are left out one by one, with their lines", async () => {
  const file = await fileOf(
    "a.csv",
    'id,text\n1,"two\nlines"\n2,a,b\n3,fine\n4,"x" y\n5,nul\0\n6,fine\n7,"open\n8,swallowed\n',
  );
  const source = await readRecords(file);
  for (let time = 0; time < 2; time++) {
    const batches = [];
    for await (const batch of source.batches()) batches.push(batch);
    expect(batches).toEqual([
      { firstRecord: 1, rows: [["1", "two\nlines"]] },
      { firstRecord: 3, rows: [["3", "fine"]] },
      { firstRecord: 6, rows: [["6", "fine"]] },
    ]);
    expect(source.refused.map(({ record, line, reason }) => [record, line, reason.code])).toEqual([
      [2, 4, "ROW_CELLS"],
      [4, 6, "QUOTE_BROKEN"],
      [5, 7, "NULL_BYTE"],
      [7, 9, "QUOTE_BROKEN"],
    ]);
    expect(source.refusedCount).toBe(4);
  }
  await expect(readTable(file)).rejects.toMatchObject({ code: "ROW_CELLS", details: { line: 4 } });
});

test("a TSV whose cells look quoted is told of, unless the quote is named or nothing is doubled", async () => {
  const quoted = 'text\tlabel\n"say ""hi"" now"\tgood\nplain\tbad\n';
  expect((await read("a.tsv", quoted)).notes).toEqual([
    expect.stringMatching(/a\.tsv: cells such as "say ""hi"" now" stand in quotes.*--quote '"'/),
  ]);
  expect((await read("a.tsv", quoted, { quote: '"' })).rows[0]).toEqual(['say "hi" now', "good"]);
  expect((await read("a.tsv", quoted, { quote: '"' })).notes).toEqual([]);
  expect((await read("a.tsv", quoted, { quote: "none" })).notes).toEqual([]);
  const signs = 'text\tlabel\n"fine" he said "no"\tgood\n""so" they say"\tbad\n';
  expect((await read("a.tsv", signs)).notes).toEqual([]);
});

test("a cell of very many quotes is looked through once", async () => {
  const begin = performance.now();
  for (const cell of [`${'""'.repeat(100_000)}x`, `"${'""'.repeat(100_000)}x"`]) {
    await read("a.tsv", `text\tlabel\n${cell}\tgood\nplain\tbad\n`);
  }
  expect(performance.now() - begin).toBeLessThan(10_000);
});
