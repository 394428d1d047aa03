import { expect, test } from "vitest";
import type { Table } from "../../records/index.js";
import { chooseQuestionColumns } from "./question-columns.js";

const tableOf = (...columns: string[]): Table => ({
  file: "a.csv",
  format: "csv",
  columns,
  rows: [columns],
});

test.each([
  [["id", "question", "context"], {}, [1, 2]],
  [["text", "body", "passage"], { textColumn: "text" }, [0, 2]],
  [["question", "text"], { textPairColumn: "text" }, [0, 1]],
  [["query", "question", "text"], { textPairColumn: "question" }, [0, 1]],
])("of %j with %j the question and its context are %j", (columns, names, places) => {
  const { question, context } = chooseQuestionColumns(tableOf(...columns), names);
  expect([question, context]).toEqual(places);
});

test.each([
  [["text", "body"], { textColumn: "text" }, "COLUMN_UNCLEAR", "a name of the context"],
  [["question", "body"], { textPairColumn: "question" }, "COLUMN_UNCLEAR", "of the question"],
  [["a", "b"], { textColumn: "a", textPairColumn: "a" }, "USAGE", 'column "a" was named for both'],
])("of %j with %j no column is question and context at once", (columns, names, code, message) => {
  expect(() => chooseQuestionColumns(tableOf(...columns), names)).toThrow(
    expect.objectContaining({ code, message: expect.stringContaining(message) }),
  );
});
