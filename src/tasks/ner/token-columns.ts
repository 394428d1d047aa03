import type { Table } from "../../records/index.js";
import { columnOfNames } from "../guess-column.js";

/** Columns of words and of their tags, by their places. */
export interface TokenColumns {
  readonly tokens: number;
  readonly tags: number;
}

/** Words and their tags, in a table that has both by these names; undefined where it has not. */
export function tokenColumns(table: Table): TokenColumns | undefined {
  const tokens = columnOfNames(table, ["tokens"]);
  const tags = columnOfNames(table, ["tags", "ner_tags", "ner", "labels"]);
  return tokens === undefined || tags === undefined ? undefined : { tokens, tags };
}
