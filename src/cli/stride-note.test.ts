import { expect, test } from "vitest";
import { tinyBert } from "../../test/tiny-bert.js";
import { loadTokenizer } from "../tokenizer/index.js";
import { strideNoteOf } from "./stride-note.js";

const tokenizer = await loadTokenizer(tinyBert);
const long = "the soup ".repeat(40);
const model = { task: "ner", encoding: { stride: 40 }, tokenizer, maxLength: 32 } as const;
const note =
  "stride 40: windows of 32 tokens share at most half of their room, so theirs share 15.";

test("a stride above half of the room is told of long texts alone", async () => {
  const said = (texts: readonly string[], windows = {}) =>
    strideNoteOf(model, texts, { ...windows, readAs: {} });
  expect(await said(["the soup", long])).toBe(note);
  expect(await said([long], { stride: 20 })).toBe(note.replace("stride 40", "stride 20"));
  expect(await said(["the soup"], { stride: 20, maxLength: 16 })).toBeUndefined();
  expect(await said([long], { stride: 15 })).toBeUndefined();
  expect(await said([long], { maxLength: 120 })).toBeUndefined();
});

test("lists of words are measured as the text that they make", async () => {
  const table = { file: "rows.jsonl", readAs: {} };
  const words = JSON.stringify("the soup ".repeat(10).trim().split(" "));
  expect(await strideNoteOf(model, [words], table)).toBeUndefined();
  const more = JSON.stringify(long.trim().split(" "));
  expect(await strideNoteOf(model, [more], table)).toBe(note);
});

test("a model that reads no windows has no stride", async () => {
  const head = { ...model, task: "classification" } as const;
  expect(await strideNoteOf(head, [long], { maxLength: 16, readAs: {} })).toBeUndefined();
  const windows = { ...head, encoding: { stride: 40, truncation: "windows" } } as const;
  expect(await strideNoteOf(windows, [long], { readAs: {} })).toBe(note);
});
