import { BerthError, someOf } from "../base/index.js";
import { columnIndex, type Table } from "../records/index.js";

/** What a column is to a task, and how one is found where none was named. */
export interface ColumnRole {
  readonly what: string;
  readonly flag: string;
  /** How its cells look. */
  readonly looks: string;
  /** Names that such columns have, the likeliest first. */
  readonly names: readonly string[];
}

export const textRole: ColumnRole = {
  what: "text",
  flag: "--text-column",
  looks: "long, and different in most rows",
  names: [
    ["text", "sentence", "content", "review", "tweet", "comment", "question", "text_a"],
    ["message", "document", "body", "query", "utterance", "phrase", "post", "title"],
    ["文本", "内容", "评论", "正文", "句子", "标题"],
  ].flat(),
};

export const labelRole: ColumnRole = {
  what: "label",
  flag: "--label-column",
  looks: "a few values, each in several rows",
  names: [
    ["label", "sentiment", "category", "class", "target", "coarse", "intent"],
    ["labels", "topic", "emotion", "polarity"],
    ["标签", "类别", "情感", "分类"],
  ].flat(),
};

/** The column of a name that a user gave. */
export function named(table: Table, name: string | undefined): number | undefined {
  return name === undefined ? undefined : columnIndex(table, name);
}

/** Says which column was taken for a role, and why. */
export function noteOf(
  table: Table,
  column: number,
  { what, flag, looks }: ColumnRole,
  byName: boolean,
): string {
  const why = byName ? "by its name" : `it is ${looks}`;
  return `${table.file}: column "${table.columns[column]}" is taken for the ${what} (${why}); ${flag} names another.`;
}

/** @throws COLUMN_UNCLEAR always */
export function unclear(
  { file, columns, format }: Table,
  { what, flag, looks }: ColumnRole,
): never {
  const plain =
    format === "text"
      ? " The file is read as plain text, a line a row; --format csv, tsv or conll reads it otherwise."
      : "";
  throw new BerthError(
    "COLUMN_UNCLEAR",
    `${file}: no column looks like the ${what} (${looks}); the columns are: ${someOf(columns)}. Name it with ${flag}.${plain}`,
    { file, columns },
  );
}
