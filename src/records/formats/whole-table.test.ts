import { expect, test } from "vitest";
import { writtenFiles } from "../../../test/written-files.js";

const { read } = writtenFiles();

const byColumn = { text: { 0: "a", 1: "b" }, label: { 0: "x", 1: "y" } };
const rows = [
  { text: "a", label: "x" },
  { text: "b", label: "y" },
];

test.each([
  ["pandas' columns", byColumn, /by the numbers of the rows.*orient="records", lines=True/],
  ["pandas' index", { 0: rows[0], 1: rows[1] }, /with a row under each number.*orient="records"/],
  [
    "pandas' split",
    { columns: ["text", "label"], index: [0, 1], data: [["a", "x"]] },
    /under "data".*orient="records"/,
  ],
  ["pandas' table", { schema: { fields: [] }, data: rows }, /under "data".*orient="records"/],
  [
    "files of parts",
    { train: rows, test: rows },
    /list of rows under "train", "test"\. Write each/,
  ],
])(
  "%s: one object of all rows is refused with its remedy, on one line or on many",
  async (_, value, sentence) => {
    for (const space of [0, 2]) {
      await expect(read("a.json", JSON.stringify(value, null, space))).rejects.toMatchObject({
        code: "RECORD_SHAPE",
        message: expect.stringMatching(sentence),
      });
    }
  },
);

test("the same is told of an object that is longer than what is looked at first", async () => {
  const cells = Object.fromEntries(
    Array.from({ length: 60_000 }, (_, row) => [row, `text ${row}`]),
  );
  const long = { text: cells, label: cells };
  for (const space of [0, 2]) {
    await expect(read("a.json", JSON.stringify(long, null, space))).rejects.toMatchObject({
      code: "RECORD_SHAPE",
    });
  }
});

test.each([
  ["one row", { text: "a", label: "x" }],
  ["one row of lists", { tokens: ["a", "b"], tags: ["O", "O"] }],
  ["one row of an object", { translation: { en: "a", zh: "b" } }],
])("%s is one row", async (_, value) => {
  expect((await read("a.json", JSON.stringify(value))).rows).toHaveLength(1);
});

test("rows that hold lists of objects are rows where there are several", async () => {
  const line = JSON.stringify({ messages: [{ role: "user" }] });
  expect((await read("a.jsonl", `${line}\n${line}\n`)).rows).toHaveLength(2);
});
