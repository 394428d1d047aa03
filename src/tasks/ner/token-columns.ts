import type { Table } from "../../records/index.js";
import { columnOfNames } from "../guess-column.js";
import { holdsLists, pairUp, tagNames, wordNames } from "./entity-columns.js";

/** Columns of words and of their tags, by their places. */
export interface TokenColumns {
  readonly tokens: number;
  readonly tags: number;
}

/**
 * Words and their tags, in a table that has both by the names that training knows them by, and in their cells:
 * `tokens` may as well count a text's tokens, and `labels` tell the classes of whole texts. Undefined where it
 * has not.
 */
export function tokenColumns(table: Table): TokenColumns | undefined {
  const tokens = columnOfNames(table, wordNames);
  const tags = columnOfNames(table, tagNames);
  if (tokens === undefined || tags === undefined) return undefined;
  return holdsLists(table, tokens) && pairUp(table, tokens, tags) ? { tokens, tags } : undefined;
}
