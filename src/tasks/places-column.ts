import type { Table } from "../records/index.js";
import { spanNames, textNames } from "./ner/entity-columns.js";
import { parsedList } from "./ner/read-cell-list.js";
import { answers, context, startsName } from "./question-answering/question-columns.js";
import { readAnswers } from "./question-answering/read-answers.js";

/** What holds places in a text: the usual names of both columns, and what a cell of places looks like. */
interface PlacesKind {
  readonly texts: readonly string[];
  readonly holders: readonly string[];
  readonly holdsPlaces: (cell: string) => boolean;
}

const kinds: readonly PlacesKind[] = [
  { texts: textNames, holders: spanNames, holdsPlaces: holdsSpans },
  { texts: context.names, holders: answers.names, holdsPlaces: holdsStarts },
  { texts: context.names, holders: [startsName], holdsPlaces: (cell) => /\d/.test(cell) },
];

/**
 * The name of a column whose cells tell places in the texts of another, such as spans beside a text, or
 * answers beside a context: they are wrong once characters of the text move. Undefined where none does.
 *
 * @param text - column of the texts
 */
export function placesColumn(table: Table, text: number): string | undefined {
  const names = table.columns.map((name) => name.trim().toLowerCase());
  for (const { texts, holders, holdsPlaces } of kinds) {
    // Places are in the column with a name of such texts; where there is none, any may be meant.
    const isRead = texts.includes(names[text] ?? "") || !names.some((name) => texts.includes(name));
    const column = names.findIndex(
      (name, at) =>
        isRead &&
        at !== text &&
        holders.includes(name) &&
        table.rows.some((row) => holdsPlaces(row[at] ?? "")),
    );
    if (column >= 0) return table.columns[column];
  }
  return undefined;
}

/** Whether a cell is a list that opens with `[start, end, type]`. */
function holdsSpans(cell: string): boolean {
  if (!/^\s*\[\s*\[/.test(cell)) return false;
  const first = parsedList(cell)?.[0];
  return Array.isArray(first) && first.length === 3 && first.slice(0, 2).every(Number.isInteger);
}

/** Whether a cell tells where one of its answers begins. */
function holdsStarts(cell: string): boolean {
  if (!/^\s*[[{]/.test(cell)) return false;
  const told = readAnswers(cell, "");
  return Array.isArray(told) && told.some(({ start }) => start !== undefined);
}
