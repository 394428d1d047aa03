import { BerthError, someOf } from "../base/index.js";
import { columnIndex, type Table } from "../records/index.js";
import { columnOfNames, labelColumnByContent, textColumnByContent } from "./guess-column.js";
import type { ColumnNames, TaskColumns } from "./task.js";

const text = {
  what: "text",
  flag: "--text-column",
  looks: "long, and different in most rows",
  names: [
    ["text", "sentence", "content", "review", "tweet", "comment", "question", "text_a"],
    ["message", "document", "body", "query", "utterance", "phrase", "post", "title"],
    ["文本", "内容", "评论", "正文", "句子", "标题"],
  ].flat(),
};

const label = {
  what: "label",
  flag: "--label-column",
  looks: "a few values, each in several rows",
  names: [
    ["label", "sentiment", "category", "class", "target", "coarse", "intent"],
    ["labels", "topic", "emotion", "polarity"],
    ["标签", "类别", "情感", "分类"],
  ].flat(),
};

/**
 * The columns of the text and the label: those named, or else guessed by well-known names, or else
 * by what the cells look like.
 *
 * @throws COLUMN_MISSING when a named column does not exist
 * @throws COLUMN_UNCLEAR when no column looks right
 *
 * @example
 * chooseColumns(table, { labelColumn: "stars" }); // { text: 1, label: 4, notes: [...] }
 */
export function chooseColumns(
  table: Table,
  { textColumn, labelColumn }: ColumnNames = {},
): TaskColumns {
  const textNamed = named(table, textColumn);
  const labelNamed = named(table, labelColumn);
  // A column known to hold labels is never taken for the text.
  const labelKnown = labelNamed ?? columnOfNames(table, label.names, textNamed);
  const notes: string[] = [];
  const textChosen = textNamed ?? guessText(table, labelKnown, notes);
  const labelChosen = labelNamed ?? guessLabel(table, textChosen, notes);
  return { text: textChosen, label: labelChosen, notes };
}

/**
 * The column of the text in a table that needs no labels; as in `chooseColumns`.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function chooseTextColumn(
  table: Table,
  { textColumn }: Pick<ColumnNames, "textColumn"> = {},
): Pick<TaskColumns, "text" | "notes"> {
  const notes: string[] = [];
  const labelKnown = columnOfNames(table, label.names);
  return { text: named(table, textColumn) ?? guessText(table, labelKnown, notes), notes };
}

function named(table: Table, name: string | undefined): number | undefined {
  return name === undefined ? undefined : columnIndex(table, name);
}

function guessText(table: Table, taken: number | undefined, notes: string[]): number {
  const byName = columnOfNames(table, text.names, taken);
  const column = byName ?? textColumnByContent(table, taken) ?? unclear(table, text);
  notes.push(noteOf(table, column, text, byName !== undefined));
  return column;
}

function guessLabel(table: Table, taken: number, notes: string[]): number {
  const byName = columnOfNames(table, label.names, taken);
  const column = byName ?? labelColumnByContent(table, taken) ?? unclear(table, label);
  notes.push(noteOf(table, column, label, byName !== undefined));
  return column;
}

type Role = typeof text;

function noteOf(
  table: Table,
  column: number,
  { what, flag, looks }: Role,
  byName: boolean,
): string {
  const why = byName ? "by its name" : `it is ${looks}`;
  return `${table.file}: column "${table.columns[column]}" is taken for the ${what} (${why}); ${flag} names another.`;
}

function unclear({ file, columns }: Table, { what, flag, looks }: Role): never {
  throw new BerthError(
    "COLUMN_UNCLEAR",
    `${file}: no column looks like the ${what} (${looks}); the columns are: ${someOf(columns)}. Name it with ${flag}.`,
    { file, columns },
  );
}
