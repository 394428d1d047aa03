import { expect, test } from "vitest";
import type { Table } from "../records/index.js";
import { guessTask } from "./index.js";

function table(header: string, ...rows: string[]): Table {
  return {
    file: "data.tsv",
    format: "tsv",
    columns: header.split(","),
    rows: rows.map((row) => row.split("\t")),
  };
}

// The first lines of data sets that people have.
test.each([
  { task: "pair", from: table("Quality,#1 ID,#2 ID,#1 String,#2 String", "1\t1\t2\ta b\tb a") },
  { task: "pair", from: table("index,sentence1,sentence2,label", "0\ta b\tb a\tentailment") },
  {
    task: "pair",
    from: table("id,qid1,qid2,question1,question2,is_duplicate", "0\t1\t2\ta\tb\t1"),
  },
  { task: "pair", from: table("index,question,sentence,label", "0\twho?\thim\tentailment") },
  {
    task: "regression",
    from: table("sentence1,sentence2,score", "a\tb\t5.000", "a\tc\t2.5", "b\tc\t1"),
  },
  { task: "regression", from: table("review,rating", "good\t4.5", "bad\t1", "so so\t2.5") },
  {
    task: "classification",
    from: table("text,label,score", "a\tpos\t0.53", "b\tneg\t0.91", "c\tpos\t0.7"),
  },
  {
    task: "classification",
    from: table("text,sentiment,rating", "a\tgood\t3.3", "b\tbad\t1.5", "c\tgood\t4"),
  },
  {
    task: "pair",
    from: table(
      "sentence1,sentence2,label,score",
      "a\tb\tyes\t0.5",
      "a\tc\tno\t2.5",
      "b\tc\tno\t1",
    ),
  },
  {
    task: "regression",
    from: table("text,category,score", "a\t1\t0.5", "b\tn/a\t2.5", "c\t2\t1"),
  },
  // What the names say is of the row, and not the label that the number goes with.
  {
    task: "regression",
    from: table(
      "sentence1,sentence2,similarity,topic",
      "a\tb\t0.5\tnews",
      "a\tc\t2.5\tnews",
      "b\tc\t1\tsport",
    ),
  },
  {
    task: "regression",
    from: table("text,category,target", "a\tnews\t0.5", "b\tnews\t2.5", "c\tsport\t1"),
  },
  {
    task: "regression",
    from: table("category,review,rating", "toys\tgood\t4.5", "toys\tbad\t1", "books\tso so\t2.5"),
  },
  {
    task: "classification",
    from: table("文本,情感,评分", "甲\t好\t4.5", "乙\t坏\t1", "丙\t好\t2.5"),
  },
  { task: "classification", from: table("review,rating", "good\t5", "bad\t1", "so so\t3") },
  { task: "classification", from: table("sentence,label", "good\t1", "bad\t0") },
  { task: "classification", from: table("text,label", "good\tSci, Tech", "bad\tWorld") },
  { task: "multi-label", from: table("text,labels", "good\t['joy', 'love']", "bad\t['anger']") },
  { task: "multi-label", from: table("text,labels", "good\t4,27", "bad\t27", "sad\t4") },
  { task: "multi-label", from: table("text,emotion", "a\tjoy|love", "b\tjoy", "c\tlove") },
  {
    task: "multiple-choice",
    from: table("sent1,sent2,ending0,ending1,label", "She sits.\tShe\tstands.\tflies.\t0"),
  },
])("$from.columns with $from.rows is $task", ({ task, from }) => {
  const { name, note } = guessTask(from, {});
  expect(name).toBe(task);
  // What is not the usual is said.
  expect(note?.includes(task) ?? false).toBe(task !== "classification");
});

test("a second column that is named makes a pair", () => {
  const from = table("a,b,label", "x\ty\t1");
  expect(guessTask(from, { textPairColumn: "b" }).name).toBe("pair");
});

test("answers that stand in their contexts are qa, under any name; labels that happen to are not", () => {
  const names = { textColumn: "q", textPairColumn: "story", labelColumn: "a" };
  const rows = (answerOf: (row: number) => string) =>
    Array.from({ length: 24 }, (_, row) => `who?\tperson ${row} knows no other\t${answerOf(row)}`);
  const answered = table("q,story,a", ...rows((row) => `person ${row}`));
  const { name, note } = guessTask(answered, names);
  expect(name).toBe("qa");
  expect(note).toMatch(/^data\.tsv: answers that stand in their contexts: the task is qa; --task/);
  const listed = table("q,story,a", ...rows((row) => JSON.stringify([`person ${row}`])));
  expect(guessTask(listed, names).name).toBe("qa");
  const usual = table("query,passage,answer", ...rows((row) => `person ${row}`));
  expect(guessTask(usual, {}).name).toBe("qa");
  const classes = table("q,story,a", ...rows((row) => (row % 2 === 0 ? "no" : "yes")));
  expect(guessTask(classes, names).name).toBe("pair");
  const scattered = table("q,story,a", ...rows((row) => `nobody ${row}`));
  expect(guessTask(scattered, names).name).toBe("pair");
});

test("named columns of words and tags, or of texts and spans, are still ner", () => {
  const tagged = table("tokens,ner_tags", '["Ada", "met"]\t["B-PER", "O"]', '["Bob"]\t["B-PER"]');
  const spanned = table("body,marks", 'Ada met\t[[0, 3, "PER"]]', "Nobody\t[]");
  for (const names of [
    {},
    { labelColumn: "ner_tags" },
    { textColumn: "tokens" },
    { textColumn: "tokens", labelColumn: "ner_tags" },
  ]) {
    expect(guessTask(tagged, names).name).toBe("ner");
  }
  expect(guessTask(spanned, { textColumn: "body", labelColumn: "marks" }).name).toBe("ner");
});

test("named lists that do not go with the words are labels of the whole text", () => {
  const from = table("tokens,text,moods", '["a", "b"]\ta b\t["joy"]', '["c", "d"]\tc d\t["anger"]');
  for (const textColumn of [undefined, "text", "tokens"]) {
    expect(guessTask(from, { textColumn, labelColumn: "moods" }).name).toBe("multi-label");
  }
});
