import { readdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../test/temporary-folder.js";
import { readTable, writeTable, writeTables } from "./index.js";

const path = temporaryFolder();

const cells = fc.oneof(
  fc.constant(null),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "",
    " ",
    '"',
    'a "b", c',
    "两\n行",
    "\r\n",
    "\t",
    ";",
    "007",
    "1.50",
    "[1, 2]",
    "\u2028",
    "NULL",
    "\\",
    "中文，“引号”",
    "😀",
  ),
);
// A lone surrogate is no character: no file of UTF-8 holds it.
const writable = cells.filter((cell) => cell === null || !/\p{Surrogate}/u.test(cell));
const names = fc.uniqueArray(
  fc.oneof(fc.constantFrom("a;b|c", 'say "x"', "文本", " a"), fc.stringMatching(/^[a-z]{1,5}$/)),
  { minLength: 1, maxLength: 4 },
);
const tables = names.chain((columns) =>
  fc.record({
    columns: fc.constant(columns),
    rows: fc.array(fc.tuple(...columns.map(() => writable)), { minLength: 1, maxLength: 6 }),
  }),
);

test.each([".csv", ".jsonl", ".json"])(
  "a table written as %s is read again as it was",
  async (ending) => {
    const file = path(`table${ending}`);
    await fc.assert(
      fc.asyncProperty(tables, async ({ columns, rows }) => {
        await writeTable(file, { columns, rows }, { force: true });
        const read = await readTable(file);
        expect(read.columns).toEqual(columns);
        // A CSV of one column has no way to say that a cell is not there.
        const isLone = columns.length === 1 && ending === ".csv";
        expect(read.rows).toEqual(isLone ? rows.map(([cell]) => [cell ?? ""]) : rows);
      }),
      { numRuns: 60 },
    );
  },
);

test("a .tsv is written without quotes, and what it cannot hold is refused", async () => {
  const columns = ["text", "label"];
  await writeTable(path("a.tsv"), {
    columns,
    rows: [
      ['say "x"', "1"],
      ["", null],
    ],
  });
  expect(await readFile(path("a.tsv"), "utf8")).toBe('text\tlabel\nsay "x"\t1\n\t\n');
  const rows = [
    ["good", "1"],
    ["two\nlines", "0"],
  ];
  await expect(writeTable(path("b.tsv"), { columns, rows })).rejects.toMatchObject({
    code: "CELL_UNWRITABLE",
    message: `${path("b.tsv")}: row 2, column "text" has a tab or a line break, which a .tsv file cannot hold. Write a .csv or .jsonl file`,
  });
  await expect(
    writeTable(path("b.tsv"), { columns: ["text"], rows: [[""]] }),
  ).rejects.toMatchObject({ code: "CELL_UNWRITABLE" });
});

test("in JSON a column is written as numbers or lists where all its cells are, in all tables", async () => {
  const columns = ["id", "label", "tokens"];
  await writeTables([
    {
      file: path("1.jsonl"),
      table: { columns, rows: [["629697200650592256", "1", '["a","b"]']] },
    },
    { file: path("2.jsonl"), table: { columns, rows: [["5", "0", "[]"]] } },
  ]);
  expect(await readFile(path("1.jsonl"), "utf8")).toBe(
    '{"id": "629697200650592256", "label": 1, "tokens": ["a","b"]}\n',
  );
  // A number that loses digits makes the whole column text.
  expect(await readFile(path("2.jsonl"), "utf8")).toBe('{"id": "5", "label": 0, "tokens": []}\n');
});

test("nothing is overwritten without force, and no file is left half-written", async () => {
  const table = { columns: ["a"], rows: [["1"]] };
  const [old, fresh] = [path("old.csv"), path("deep/er/new.csv")];
  await writeFile(old, "precious");
  const files = [fresh, old].map((file) => ({ file, table }));
  await expect(writeTables(files)).rejects.toMatchObject({ code: "OUTPUT_EXISTS" });
  expect(await readFile(old, "utf8")).toBe("precious");
  await expect(readFile(fresh, "utf8")).rejects.toMatchObject({ code: "ENOENT" });
  await writeTables(files, { force: true });
  expect(await readFile(old, "utf8")).toBe("a\n1\n");
  expect(await readdir(dirname(fresh))).toEqual(["new.csv"]);
});

test("a file that cannot be made is told, and the others stay as they were", async () => {
  await writeFile(path("file"), "");
  const table = { columns: ["a"], rows: [["1"]] };
  const files = [path("one.csv"), path("file/two.csv")].map((file) => ({ file, table }));
  await expect(writeTables(files)).rejects.toMatchObject({ code: "FILE_UNWRITABLE" });
  expect(await readdir(dirname(path("one.csv")))).not.toContain("one.csv");
  await expect(writeTable(path("x.txt"), table)).rejects.toMatchObject({ code: "FORMAT_UNKNOWN" });
});
