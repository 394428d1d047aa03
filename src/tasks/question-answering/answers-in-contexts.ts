import type { Table } from "../../records/index.js";
import { namedOrUsual } from "../guess-column.js";
import type { ColumnNames } from "../task.js";
import { answers, context, question } from "./question-columns.js";
import { readAnswers } from "./read-answers.js";

/** Rows that are looked at. */
const LOOKED_AT = 1_000;
/** So few different answers may be classes whose names happen to stand in the texts. */
const FEW = 10;

/**
 * Whether a table's columns are a question, a context and answers, those named or else known by their
 * names, and the answers stand in their contexts: more than half of those that are told, and many
 * different ones. So labels such as "yes" and "no" are not taken for answers.
 */
export function answersStandInContexts(table: Table, names: ColumnNames): boolean {
  const { textColumn, textPairColumn, labelColumn } = names;
  const asked = namedOrUsual(table, textColumn, question.names);
  const read = namedOrUsual(table, textPairColumn, context.names);
  const label = namedOrUsual(table, labelColumn, answers.names);
  if (asked === undefined || read === undefined || label === undefined) return false;
  if (new Set([asked, read, label]).size < 3) return false;
  const told = table.rows.slice(0, LOOKED_AT).flatMap((row) => {
    const text = row[read] ?? "";
    const cell = readAnswers(row[label], text);
    return Array.isArray(cell) ? cell.map((answer) => ({ answer: answer.text.trim(), text })) : [];
  });
  const found = told.filter(({ answer, text }) => answer !== "" && text.includes(answer));
  const different = new Set(found.map(({ answer }) => answer)).size;
  return found.length > told.length / 2 && different > FEW;
}
