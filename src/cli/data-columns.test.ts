import { expect, test } from "vitest";
import { pipelineFromWords, type Table } from "../records/index.js";
import { columnsOf } from "./clean-request.js";
import { columnTexts, dataColumns } from "./data-columns.js";
import { splitFacts } from "./split-facts.js";

/** The same words twice, once tagged and once not; the tags are the longer cells. */
const table: Table = {
  file: "ner.jsonl",
  format: "jsonl",
  columns: ["tokens", "tags"],
  rows: Array.from({ length: 8 }, (_, row) => [
    `["${"东西南北"[row >> 1]}","京"]`,
    row % 2 === 0 ? `["B-Organisation","I-Organisation"]` : `["O","O"]`,
  ]),
};

test("the text of words and tags is the words, joined as training joins them", async () => {
  const said: string[] = [];
  const columns = await dataColumns(table, {}, (line) => said.push(line));
  expect(columns).toEqual({ text: 0, label: undefined });
  expect(said).toEqual([expect.stringContaining('column "tokens" is taken for the words')]);
  const texts = await columnTexts(table, 0);
  expect(texts.slice(0, 3)).toEqual(["东京", "东京", "西京"]);
  expect(await dataColumns(table, { labelColumn: "tags" }, () => {})).toEqual({
    text: 0,
    label: 1,
  });

  const files = ["train", "test"].map((name) => ({ name, files: [`${name}.jsonl`] }));
  const parts = [Int32Array.of(0, 2, 3, 4, 6), Int32Array.of(1, 5, 7)];
  const { sharedTexts } = splitFacts(table, files, parts, { texts, label: undefined }, {});
  expect(sharedTexts).toBe(3);
});

test("a count of tokens, or classes beside lists of words, are no words and tags", async () => {
  const counted: Table = {
    ...table,
    columns: ["text", "labels", "tokens"],
    rows: Array.from({ length: 8 }, (_, row) => [`text ${row}`, row % 2 ? "yes" : "no", "2"]),
  };
  expect(await dataColumns(counted, {}, () => {})).toEqual({ text: 0, label: 1 });
  const prompts = { ...counted, columns: ["prompt", "labels", "tokens"] };
  expect(await dataColumns(prompts, {}, () => {})).toEqual({ text: 0, label: 1 });
  const classes: Table = {
    ...table,
    columns: ["tokens", "labels"],
    rows: Array.from({ length: 8 }, (_, row) => [`["text","${row}"]`, row % 2 ? "yes" : "no"]),
  };
  expect(await dataColumns(classes, {}, () => {})).toEqual({ text: 0, label: 1 });
  expect(await columnsOf(classes, pipelineFromWords("spaces"), {}, () => {})).toEqual({ text: 0 });
});

test("a text that stands beside words and tags is read, and the tags are no label", async () => {
  const columns = ["text", "tokens", "labels"];
  const beside = { ...table, columns, rows: table.rows.map((row) => ["Ada", ...row]) };
  expect(await dataColumns(beside, {}, () => {})).toEqual({ text: 0, label: undefined });
});

test("steps that would break the lists of words are refused, others see the words", async () => {
  const clean = (steps: string) => columnsOf(table, pipelineFromWords(steps), {}, () => {});
  expect(await clean("duplicates")).toMatchObject({ text: 0 });
  await expect(clean("spaces")).rejects.toMatchObject({
    code: "CLEANING_OFFSETS",
    details: { column: "tags" },
  });
  const words = { ...table, columns: ["words", "ner_tags"] };
  await expect(columnsOf(words, pipelineFromWords("spaces"), {}, () => {})).rejects.toMatchObject({
    code: "CLEANING_OFFSETS",
    details: { column: "ner_tags" },
  });
});
