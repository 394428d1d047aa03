import { expect, test } from "vitest";
import { tinyBert } from "../../test/tiny-bert.js";
import { writtenFiles } from "../../test/written-files.js";
import { readPipeline, readTable } from "../records/index.js";
import { multipleChoice, pair } from "../tasks/index.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { partCleaner } from "./part-cleaner.js";

const { fileOf } = writtenFiles();
const withoutMentions = readPipeline([{ step: "mentions" }], "cleaning.json");

async function pairs(lines: string) {
  const file = await fileOf("pairs.tsv", `sentence1\tsentence2\tlabel\n${lines}`);
  const table = await readTable(file);
  return { file, table, columns: pair.chooseColumns(table, {}) };
}

test("a second text that cleaning leaves nothing of is counted and read as empty", async () => {
  const { file, table, columns } = await pairs("a soup\t@you\tyes\n@me\ta room\tno\n");
  const cleaner = partCleaner(withoutMentions, pair);
  const cleaned = await cleaner.train(table, columns);
  expect(cleaner.notes()).toEqual([
    "cleaning: mentions",
    `cleaning: leaves nothing of 1 texts of ${file}; the step empty drops such rows from training`,
    `cleaning: leaves nothing of 1 texts in column "sentence2" of ${file}; they are read as empty`,
  ]);
  const tokenizer = await loadTokenizer(tinyBert);
  const part = { table: cleaned, columns, rows: Int32Array.of(0, 1) };
  const { examples } = await pair.encode(part, ["no", "yes"], tokenizer, { maxLength: 16 });
  expect(examples.map(({ tokenIds }) => tokenizer.tokens(tokenIds))).toEqual([
    ["[CLS]", "a", "soup", "[SEP]", "[SEP]"],
    ["[CLS]", "[SEP]", "a", "room", "[SEP]"],
  ]);
});

test.each([undefined, withoutMentions])(
  "one that is empty in its file is refused",
  async (steps) => {
    const { table, columns } = await pairs("a soup\ta room\tyes\na soup\t \tno\n");
    await expect(partCleaner(steps, pair).other(table, columns)).rejects.toMatchObject({
      code: "TEXT_EMPTY",
      details: { row: 2, line: 3, column: "sentence2" },
    });
  },
);

test("so is a choice, and one that cleaning leaves nothing of is counted", async () => {
  const lines = ["a soup\t@you\ta room\t1", "a soup\ta day\t\t0"];
  const read = async (count: number) => {
    const rows = lines.slice(0, count).join("\n");
    const table = await readTable(
      await fileOf("choices.tsv", `sent1\tending0\tending1\tlabel\n${rows}\n`),
    );
    const cleaner = partCleaner(withoutMentions, multipleChoice);
    await cleaner.other(table, multipleChoice.chooseColumns(table, {}));
    return cleaner.notes();
  };
  expect((await read(1)).join()).toContain('nothing of 1 texts in column "ending0"');
  await expect(read(2)).rejects.toMatchObject({ code: "TEXT_EMPTY", details: { row: 2 } });
});
