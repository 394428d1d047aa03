import { expect, test } from "vitest";
import type { Table } from "../records/index.js";
import { evaluatedColumns } from "./evaluated-columns.js";

const table: Table = {
  file: "essays.csv",
  format: "csv",
  columns: ["text", "score", "A"],
  rows: [
    ["the soup was warm", "1.5", "0.2"],
    ["the bus was late", "2.5", "0.3"],
    ["the room was cold", "3.5", "0.9"],
  ],
};
const names = { model: "run" };

test("numbers are scored on the column that the model learnt, unless another is named", () => {
  const model = { task: "regression", readsPairs: false, labels: ["A"] } as const;
  const own = evaluatedColumns(table, model, names);
  expect(own.label).toBe(2);
  expect(own.notes.join()).toContain('column "A" is scored');
  expect(evaluatedColumns(table, model, { ...names, labelColumn: "score" }).label).toBe(1);
  // A model of other programs does not tell.
  expect(evaluatedColumns(table, { ...model, labels: ["LABEL_0"] }, names).label).toBe(1);
});
