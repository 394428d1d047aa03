import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import fixture from "../../test/fixtures/classification.json" with { type: "json" };
import { readTable, type Table } from "../records/index.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { classIds, classificationExamples, classLabels, labelCells, readLabels } from "./index.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tasks-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function table(content: string, name = "train.csv"): Promise<Table> {
  const file = join(folder, name);
  await writeFile(file, content);
  return readTable(file);
}

/** The code and sentence of a task's error, with the folder left out. */
async function faultOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: { code: string; message: string }) => reason,
  );
  return `${error?.code}: ${error?.message.replace(join(folder, "/"), "")}`;
}

const columns = { text: 0, label: 1 };
const tokenizer = await loadTokenizer(
  fileURLToPath(new URL("../../test/fixtures/small-bert", import.meta.url)),
);

test("labels sort as Python sorts them, by code point", async () => {
  const rows = fixture.labels.map((label) => `x,${label}`).join("\n");
  expect(await readLabels(await table(`text,label\n${rows}\n`), 1)).toEqual(fixture.sortedLabels);
});

test("labels that all look like whole numbers sort as numbers", async () => {
  expect(await readLabels(await table("text,label\na,10\nb,9\nc,-1\nd,9\n"), 1)).toEqual([
    "-1",
    "9",
    "10",
  ]);
});

test("spaces around a label are no part of it", async () => {
  const spaced = await table('text,label\na," good "\nb,bad\nc,good\n');
  expect(await labelCells(spaced, 1)).toEqual(["good", "bad", "good"]);
  expect(await readLabels(spaced, 1)).toEqual(["bad", "good"]);
});

test("two texts become one example, and neither may be empty", async () => {
  const pairs = await table("label,premise,hypothesis\nno,bad cat,a bed\n", "pairs.csv");
  const read = { text: 1, label: 0, more: { pair: 2 } };
  const [example] = await classificationExamples(pairs, read, ["no"], tokenizer, 16);
  const [encoding] = await tokenizer.encode([["bad cat", "a bed"]], { maxLength: 16 });
  expect(example).toMatchObject({ tokenIds: encoding?.tokenIds, typeIds: encoding?.typeIds });
  expect(example?.typeIds).toContain(1);
  const half = await table("label,premise,hypothesis\nno,bad cat,\n", "half.csv");
  expect(await faultOf(classificationExamples(half, read, ["no"], tokenizer, 16))).toBe(
    'TEXT_EMPTY: half.csv row 1 (line 2): column "hypothesis" must hold a text; the cell is empty. Fill it in, or delete the row.',
  );
});

test("every row becomes an example with its class id, in file order", async () => {
  const train = await table("text,label\nbad cat,no\na bed,yes\n");
  const labels = await readLabels(train, 1);
  const examples = await classificationExamples(train, columns, labels, tokenizer, 4);
  const encodings = await tokenizer.encode(["bad cat", "a bed"], { maxLength: 4 });
  expect(examples).toEqual(
    encodings.map(({ tokenIds, typeIds }, row) => ({
      row,
      tokenIds,
      typeIds,
      target: Int32Array.of(row),
    })),
  );
  expect(examples.every(({ tokenIds }) => tokenIds.length <= 4)).toBe(true);
  expect(classLabels(examples)).toEqual({
    dtype: "int32",
    shape: [2],
    data: Int32Array.of(0, 1),
  });
});

test("a table without labels gives examples without targets", async () => {
  const texts = await table("text\na\nb\n");
  const examples = await classificationExamples(texts, { text: 0 }, ["a", "b"], tokenizer, 8);
  expect(examples.map(({ row, target }) => [row, target])).toEqual([
    [0, undefined],
    [1, undefined],
  ]);
});

test("an empty text is named by row, line and column", async () => {
  const train = await table('text,label\n"two\nlines",yes\n  ,no\nc,no\n');
  expect(
    await faultOf(classificationExamples(train, columns, ["no", "yes"], tokenizer, 8)),
  ).toMatchInlineSnapshot(
    `"TEXT_EMPTY: train.csv row 2 (line 4): column "text" must hold a text; the cell is empty. Fill it in, or delete the row."`,
  );
});

test("empty labels are counted, the first is named", async () => {
  const train = await table("text,label\na,yes\nb,\nc,no\nd,\n");
  expect(await faultOf(readLabels(train, 1))).toMatchInlineSnapshot(
    `"LABEL_EMPTY: train.csv row 2 (line 3): column "label" must hold a label; the cell is empty, the first of 2 such cells. Fill it in, or delete the row."`,
  );
  expect(await faultOf(classIds(train, 1, ["no", "yes"]))).toContain("LABEL_EMPTY");
});

test("one class only is nothing to learn", async () => {
  const train = await table("text,label\na,yes\nb,yes\n");
  expect(await faultOf(readLabels(train, 1))).toMatchInlineSnapshot(
    `"ONE_CLASS: train.csv: column "label" must hold at least two different labels; every row says "yes". Choose the right column with --label-column, or add rows of another class."`,
  );
});

test("a label that training did not have is named with the nearest one", async () => {
  const labels = ["negative", "neutral", "positive"];
  const near = await table(
    '{"text": "a", "label": "neutral"}\n{"text": "b", "label": "postive"}\n',
    "dev.jsonl",
  );
  expect(await faultOf(classIds(near, 1, labels))).toMatchInlineSnapshot(
    `"LABEL_UNKNOWN: dev.jsonl row 2 (line 2): label "postive" was not in the training data (negative, neutral, positive). Did you mean "positive"?"`,
  );
  const far = await table("text,label\na,whatever\n", "dev.csv");
  expect(await faultOf(classIds(far, 1, labels))).toMatchInlineSnapshot(
    `"LABEL_UNKNOWN: dev.csv row 1 (line 2): label "whatever" was not in the training data (negative, neutral, positive). Correct it, or add rows with this label to the training data."`,
  );
});
