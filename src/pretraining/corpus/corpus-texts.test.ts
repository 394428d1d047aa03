import { writeFile } from "node:fs/promises";
import iconv from "iconv-lite";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import type { ReadOptions } from "../../records/index.js";
import { corpusTexts, type ReadingProgress } from "./corpus-texts.js";

const path = temporaryFolder();

/** The texts of a file of JSON lines whose name does not tell of columns. */
async function textsOf(read: ReadOptions, textColumn?: string): Promise<string[]> {
  await writeFile(path("wiki_00"), '{"text": "one"}\n{"text": "two"}\n');
  const texts: string[] = [];
  for await (const some of corpusTexts({ paths: [path("wiki_00")], read, textColumn })) {
    texts.push(...some.map(({ text }) => text));
  }
  return texts;
}

test.each([
  { format: "jsonl" },
  { delimiter: "," },
  { quote: "none" },
  { header: false },
] satisfies ReadOptions[])("without a text column, %j is refused", async (read) => {
  await expect(textsOf(read)).rejects.toMatchObject({
    code: "COLUMN_UNCLEAR",
    message: `${path("wiki_00")}: the file has columns, by the flags that say how it is read; say with --text-column which of them holds the texts`,
  });
});

test("a format that is given is that of the column, and text has none", async () => {
  expect(await textsOf({ format: "jsonl" }, "text")).toEqual(["one", "two"]);
  expect(await textsOf({ format: "text", encoding: "utf-8" })).toEqual([
    '{"text": "one"}',
    '{"text": "two"}',
  ]);
});

const megabyte = 2 ** 20;
const chinese = "我爱人工智能。\n".repeat(150_000);
const rows = `id,text\n${`${"1".repeat(60)},one\n`.repeat(50_000)}`;

test.each([
  ["UTF-16", iconv.encode(chinese, "utf-16le", { addBOM: true }), undefined],
  ["GB18030", iconv.encode(chinese, "gb18030"), undefined],
  ["UTF-8", Buffer.from(chinese), undefined],
  ["one column of several", Buffer.from(rows), "text"],
])("progress counts the bytes of the file: %s", async (name, content, textColumn) => {
  const [file, total] = [
    path(`${name}.${textColumn === undefined ? "txt" : "csv"}`),
    content.length,
  ];
  await writeFile(file, content);
  const told: number[] = [];
  const onProgress = ({ bytes, totalBytes }: ReadingProgress) => {
    expect(totalBytes).toBe(total);
    told.push(bytes);
  };
  for await (const _ of corpusTexts({ paths: [file], textColumn }, { onProgress }));
  // A byte order mark is passed over.
  expect(told[0]).toBeGreaterThan(megabyte - 4);
  expect(told[0]).toBeLessThanOrEqual(megabyte);
  expect(told).toEqual(told.toSorted((a, b) => a - b));
  // It is all only when there is no more to come: a reader takes the stage for ended then.
  expect(told.indexOf(total)).toBe(told.length - 1);
});
