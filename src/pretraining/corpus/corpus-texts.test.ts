import { writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import type { ReadOptions } from "../../records/index.js";
import { corpusTexts } from "./corpus-texts.js";

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
