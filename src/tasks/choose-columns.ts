import type { Table } from "../records/index.js";
import { labelRole, named, noteOf, textRole, unclear } from "./column-roles.js";
import { columnOfNames, labelColumnByContent, textColumnByContent } from "./guess-column.js";
import { textNames } from "./ner/entity-columns.js";
import { tokenColumns } from "./ner/token-columns.js";
import { requireOther } from "./pair-columns.js";
import type { ColumnNames, TaskColumns } from "./task.js";
import { pairRole } from "./text-inputs.js";

/**
 * The columns of the text and the label: those named, or else guessed by well-known names, or else
 * by what the cells look like. A second text is read only where its column is named.
 *
 * @throws COLUMN_MISSING when a named column does not exist
 * @throws COLUMN_UNCLEAR when no column looks right
 * @throws USAGE when one column is named for both texts
 *
 * @example
 * chooseColumns(table, { labelColumn: "stars" }); // { text: 1, label: 4, notes: [...] }
 */
export function chooseColumns(
  table: Table,
  { textColumn, textPairColumn, labelColumn }: ColumnNames = {},
): TaskColumns {
  const textNamed = named(table, textColumn);
  const labelNamed = named(table, labelColumn);
  // A column known to hold labels is never taken for the text.
  const labelKnown = labelNamed ?? columnOfNames(table, labelRole.names, textNamed);
  const notes: string[] = [];
  const pair = named(table, textPairColumn);
  if (textNamed !== undefined) requireOther(table, textNamed, pair);
  const textChosen = textNamed ?? guessText(table, [labelKnown, pair], notes);
  const labelChosen = labelNamed ?? guessLabel(table, textChosen, notes);
  const more = pair === undefined ? {} : { more: { [pairRole]: pair } };
  return { text: textChosen, label: labelChosen, ...more, notes };
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
  const labelKnown = columnOfNames(table, labelRole.names);
  return { text: named(table, textColumn) ?? guessText(table, [labelKnown], notes), notes };
}

/** @param taken - columns that are something else */
function guessText(table: Table, taken: readonly (number | undefined)[], notes: string[]): number {
  const byName = textByName(table, taken);
  const column = byName ?? textColumnByContent(table, ...taken) ?? unclear(table, textRole);
  notes.push(noteOf(table, column, textRole, byName !== undefined));
  return column;
}

/**
 * Words that have tags are the text, though their tags may be the longer cells; before them goes what is named
 * as texts of entities are, and not a title or a document, which such rows have too.
 */
function textByName(table: Table, taken: readonly (number | undefined)[]): number | undefined {
  const words = tokenColumns(table)?.tokens;
  const names = words === undefined ? textRole.names : textNames;
  return columnOfNames(table, names, ...taken) ?? words;
}

function guessLabel(table: Table, taken: number, notes: string[]): number {
  const byName = columnOfNames(table, labelRole.names, taken);
  const column = byName ?? labelColumnByContent(table, taken) ?? unclear(table, labelRole);
  notes.push(noteOf(table, column, labelRole, byName !== undefined));
  return column;
}
