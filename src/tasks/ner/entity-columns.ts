import { BerthError, someOf } from "../../base/index.js";
import { columnIndex, type Table } from "../../records/index.js";
import { columnOfNames, namedOrUsual } from "../guess-column.js";
import type { ColumnNames, TaskColumns } from "../task.js";
import { parsedList, readCellList } from "./read-cell-list.js";
import { wordsRole } from "./tagged-rows.js";

/** Usual names of lists of words. */
export const wordNames: readonly string[] = ["tokens", "words"];
/** Usual names of the tags of words. */
export const tagNames: readonly string[] = ["tags", "ner_tags", "ner", "labels", "label"];
/** Usual names of the texts that spans are in. */
export const textNames: readonly string[] = ["text", "sentence", "content", "文本", "内容"];
/** Usual names of spans. */
export const spanNames: readonly string[] = ["spans", "entities", "label", "labels"];

/** How many rows are looked at where a name does not tell. */
const LOOKED_AT = 20;

/**
 * Whether a file's columns are those of entities: words and tags, or a text and its spans. Those that the
 * user named are looked at under any name, and the tags as closely as the words: `--label-column labels`
 * may as well name labels of whole texts.
 */
export function looksLikeEntities(table: Table, names: ColumnNames): boolean {
  const { textColumn, labelColumn } = names;
  const words = namedOrUsual(table, textColumn, wordNames);
  const tags = namedOrUsual(table, labelColumn, tagNames);
  if (words !== undefined && tags !== undefined && holdsLists(table, words)) {
    const isNamed = textColumn !== undefined || labelColumn !== undefined;
    return !isNamed || pairUp(table, words, tags);
  }
  const text = namedOrUsual(table, textColumn, textNames);
  const spans = namedOrUsual(table, labelColumn, spanNames);
  return text !== undefined && spans !== undefined && holdsSpans(table, spans);
}

/**
 * The column of words or texts in a table that needs no tags, by its usual names; undefined where it has
 * none of them. What is called `tokens` and holds no list may be their number, and a text goes before it.
 */
export function entityTextColumn(table: Table): number | undefined {
  const words = columnOfNames(table, wordNames);
  const isNone = words !== undefined && !firstCells(table, words).some(isList);
  return columnOfNames(table, isNone ? [...textNames, ...wordNames] : [...wordNames, ...textNames]);
}

/** The document that each row is of, where it tells one, by a column of that name; undefined where the table has none. */
export function entityDocuments(table: Table): (string | undefined)[] | undefined {
  const column = documentColumn(table);
  return column === undefined ? undefined : table.rows.map((row) => row[column] || undefined);
}

const documentColumn = (table: Table, label?: number): number | undefined =>
  columnOfNames(table, ["document"], label);

/**
 * The columns of words and tags, or of texts and spans: those named, or those with the usual names.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function entityColumns(
  table: Table,
  { textColumn, labelColumn, textPairColumn }: ColumnNames = {},
): TaskColumns {
  const named = (name: string | undefined) =>
    name === undefined ? undefined : columnIndex(table, name);
  const text = named(textColumn) ?? entityTextColumn(table);
  if (text === undefined) return unclear(table, "words or texts", "--text-column");
  const hasWords = holdsLists(table, text);
  const names = hasWords ? tagNames : spanNames;
  const label = named(labelColumn) ?? columnOfNames(table, names, text);
  if (label === undefined) {
    return unclear(table, hasWords ? "tags" : "spans", "--label-column");
  }
  const document = documentColumn(table, label);
  const more = {
    ...(hasWords && { [wordsRole]: text }),
    ...(document !== undefined && { document }),
  };
  const what = hasWords ? ["words", "tags"] : ["texts", "spans"];
  const note = `${table.file}: entities are read from "${table.columns[text]}" (${what[0]}) and "${table.columns[label]}" (${what[1]}); --text-column and --label-column name others.`;
  const isNamed = textColumn !== undefined && labelColumn !== undefined;
  const pairNote = "--text-pair-column has no effect: entities are found in one text a row";
  const notes = [...(isNamed ? [] : [note]), ...(textPairColumn === undefined ? [] : [pairNote])];
  return { text, label, more, notes };
}

function firstCells(table: Table, column: number): string[] {
  return table.rows.slice(0, LOOKED_AT).flatMap((row) => row[column] ?? []);
}

const isList = (cell: string): boolean => readCellList(cell) !== undefined;

/** Whether cells are lists of words. */
export function holdsLists(table: Table, column: number): boolean {
  const cells = firstCells(table, column);
  return cells.length > 0 && cells.every(isList);
}

/**
 * Whether most rows that have tags have as many as words; one row with a tag too few is an error to tell, and
 * no other task.
 */
export function pairUp(table: Table, words: number, tags: number): boolean {
  const first = table.rows.slice(0, LOOKED_AT);
  const rows = first.filter((row) => (row[tags] ?? null) !== null);
  const size = (cell: string | null | undefined) => readCellList(cell ?? null)?.length;
  const fitting = rows.filter((row) => size(row[tags]) === size(row[words]));
  return fitting.length > rows.length / 2;
}

/** Whether cells are lists of `[start, end, type]`, of which at least one has a member. */
function holdsSpans(table: Table, column: number): boolean {
  const lists = firstCells(table, column).map(parsedList);
  const members = lists.flatMap((list) => list ?? [null]);
  return (
    members.length > 0 && members.every((member) => Array.isArray(member) && member.length === 3)
  );
}

function unclear({ file, columns }: Table, what: string, flag: string): never {
  throw new BerthError(
    "COLUMN_UNCLEAR",
    `${file}: no column looks like the ${what}; the columns are: ${someOf(columns)}. Name it with ${flag}.`,
    { file, columns },
  );
}
