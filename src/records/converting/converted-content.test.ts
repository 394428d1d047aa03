import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import {
  convertedContent,
  type ReadOptions,
  readRecords,
  readTable,
  type WrittenFormat,
  writeTable,
} from "../index.js";

const path = temporaryFolder();

/** Converts a file and reads what came out. */
async function converted(
  file: string,
  format: WrittenFormat,
  options: ReadOptions = {},
): Promise<{ readonly columns: readonly string[]; readonly rows: readonly unknown[] }> {
  const output = path(`converted.${format === "squad" ? "json" : format}`);
  await writeFile(output, convertedContent(await readRecords(file), format));
  return readTable(output, options);
}

const cell = fc
  .oneof(
    fc.constant(null),
    fc.string({ unit: "grapheme", maxLength: 10 }),
    fc.constantFrom("", '"', "a,b", "两\n行", "\t", "007", "[1, 2]", "true", "1.50"),
  )
  // A lone surrogate is no character: no file of UTF-8 holds it.
  .filter((one) => one === null || !/\p{Surrogate}|\0/u.test(one));
const rows = fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 });

/** Without guesses about the header of so few rows. */
const readAs = {
  csv: { format: "csv", header: true },
  json: { format: "json" },
  jsonl: { format: "jsonl" },
  parquet: { format: "parquet" },
} as const;

test.each(["csv", "json", "jsonl", "parquet"] as const)(
  "rows that are converted to %s are read again as they were",
  async (format) => {
    await fc.assert(
      fc.asyncProperty(rows, async (given) => {
        await writeTable(path("a.jsonl"), { columns: ["a", "b"], rows: given }, { force: true });
        const back = await converted(path("a.jsonl"), format, readAs[format]);
        expect(back.columns).toEqual(["a", "b"]);
        expect(back.rows).toEqual(given);
      }),
      { numRuns: 25 },
    );
  },
);

test("values of JSON that are converted to JSON stay as they are written", async () => {
  const records = [
    '{"id": "1", "x": 1.50, "tags": ["a"]}',
    '{"id": "2", "big": 12345678901234567890}',
    '{"id": "x\\u00e9", "x": null, "tags": ["b",  "c"]}',
  ];
  const [first, , last] = records;
  await writeFile(path("typed.json"), `[\n${records.join(",\n").replace("[", "[\n  ")}\n]`);
  await writeFile(path("typed.jsonl"), `${first}\n[1]\n${last}\n`);
  const content = async (file: string, format: WrittenFormat): Promise<string> => {
    await writeFile(path("as-written"), convertedContent(await readRecords(path(file)), format));
    return readFile(path("as-written"), "utf8");
  };
  const lines = records.map((record) => record.replace('["a', '[ "a'));
  expect(await content("typed.json", "jsonl")).toBe(`${lines.join("\n")}\n`);
  expect(await content("typed.json", "json")).toBe(`[\n${lines.join(",\n")}\n]\n`);
  // A record that is refused is left out, and shifts no other.
  expect(await content("typed.jsonl", "jsonl")).toBe(`${first}\n${last}\n`);
});

test("the index that pandas writes without a name has one in Parquet", async () => {
  await writeFile(path("pandas.csv"), ",text,label\n0,good one,a\n1,bad one,b\n");
  const { columns, rows: read } = await converted(path("pandas.csv"), "parquet");
  expect(columns).toEqual(["column1", "text", "label"]);
  expect(read[0]).toEqual(["0", "good one", "a"]);
});

test("a .tsv takes no tab, and says which row has one", async () => {
  await writeFile(path("tab.jsonl"), '{"text": "fine"}\n{"text": "a\\tb"}\n');
  await expect(converted(path("tab.jsonl"), "tsv")).rejects.toMatchObject({
    code: "CELL_UNWRITABLE",
    details: { row: 2, column: "text" },
  });
});

test("a .tsv takes no row that would be a blank line", async () => {
  await writeFile(path("blank.jsonl"), '{"text": "fine"}\n{"text": ""}\n');
  await expect(converted(path("blank.jsonl"), "tsv")).rejects.toMatchObject({
    code: "CELL_UNWRITABLE",
    details: { row: 2, column: "text" },
  });
});

test("spans become the tags of words and Chinese signs, cut where a span cuts", async () => {
  const rows = [
    ["Ada Lovelace's 😀 book", [[0, 12, "PER"]]],
    ["彭小军认为2009年", [[0, 3, "name"]]],
    ["unbelievable", [[2, 9, "X"]]],
  ];
  const lines = rows.map(([text, spans]) => JSON.stringify({ text, spans }));
  await writeFile(path("spans.jsonl"), lines.join("\n"));
  const { rows: back } = await converted(path("spans.jsonl"), "conll");
  expect(back).toEqual(
    [
      [
        ["Ada", "Lovelace", "'", "s", "😀", "book"],
        ["B-PER", "I-PER", "O", "O", "O", "O"],
      ],
      [
        ["彭", "小", "军", "认", "为", "2009", "年"],
        ["B-name", "I-name", "I-name", "O", "O", "O", "O"],
      ],
      [
        ["un", "believa", "ble"],
        ["O", "B-X", "O"],
      ],
    ].map((lists) => lists.map((list) => JSON.stringify(list))),
  );
});

test.each([
  ['{"text": "abc", "spans": [[0, 4, "X"]]}', 'has [0,4,"X"], which is not in its text'],
  ['{"text": "abc", "spans": [[0, 2, "X"], [1, 3, "Y"]]}', "which overlaps the span before"],
  ['{"text": "Paris", "spans": [[0, 5, "place of birth"]]}', 'the label "place of birth"'],
  ['{"text": "Paris", "spans": [[0, 5, ""]]}', 'the label ""'],
  ['{"tokens": ["Paris"], "tags": ["B-a b"]}', 'the label "B-a b"'],
  ['{"tokens": ["Paris"], "tags": [""]}', 'the label ""'],
  ['{"tokens": [], "tags": []}', "has no tokens"],
  ['{"text": " ", "spans": []}', "has no tokens"],
])("CoNLL refuses %s", async (line, reason) => {
  await writeFile(path("odd.jsonl"), line);
  await expect(converted(path("odd.jsonl"), "conll")).rejects.toMatchObject({
    code: "CELL_UNWRITABLE",
    message: expect.stringContaining(reason),
  });
});

test("CoNLL refuses a task of Label Studio that nobody annotated", async () => {
  const value = { start: 0, end: 3, text: "Ada", labels: ["PER"] };
  const annotations = [{ result: [{ from_name: "l", to_name: "t", type: "labels", value }] }];
  const tasks = [
    { data: { text: "Ada" }, annotations },
    { data: { text: "Bob" }, annotations: [] },
  ];
  await writeFile(path("tasks.json"), JSON.stringify(tasks));
  await expect(converted(path("tasks.json"), "conll")).rejects.toMatchObject({
    code: "CELL_UNWRITABLE",
    message: expect.stringContaining("nobody annotated the row"),
  });
});

test("a format that needs columns says which", async () => {
  await writeFile(path("plain.csv"), "text,label\na,b\nc,d\n");
  await expect(converted(path("plain.csv"), "squad")).rejects.toMatchObject({
    code: "COLUMNS_UNFIT",
    details: { columns: ["text", "label"], needed: ["context", "question", "answers"] },
  });
});

const data = resolve(import.meta.dirname, "../../../../shared/data");
const isMissing = !existsSync(data);
if (isMissing) console.info(`skipped: the shared data sets are not at ${data}`);

describe.skipIf(isMissing)("public data sets", () => {
  test.each([
    ["squad/dev-v2.0.json", "squad"],
    ["cmrc2018/cmrc2018_dev.json", "squad"],
    ["conll2003/eng.testa", "conll"],
    ["peopledaily-ner/dev.txt", "conll"],
    ["gop-debate/Sentiment.csv", "parquet"],
    ["chnsenticorp/dev.tsv", "csv"],
  ] as const)("%s is the same after a way through %s", async (name, format) => {
    const { columns, rows } = await readTable(resolve(data, name));
    const back = await converted(resolve(data, name), format);
    expect(back.columns).toEqual(columns);
    expect(back.rows).toEqual(rows);
  });
});
