import { BerthError } from "../base/index.js";
import type { Table } from "../records/index.js";
import { type ColumnRole, labelRole, named, noteOf, textRole, unclear } from "./column-roles.js";
import { columnOfNames, labelColumnByContent, textColumnByContent } from "./guess-column.js";
import type { ColumnNames, TaskColumns } from "./task.js";
import { pairRole } from "./text-inputs.js";

/** Names that two columns of texts have together. */
const knownPairs = [
  ["sentence1", "sentence2"],
  ["sentence_1", "sentence_2"],
  ["text1", "text2"],
  ["text_1", "text_2"],
  ["text_a", "text_b"],
  ["premise", "hypothesis"],
  ["question1", "question2"],
  ["#1 string", "#2 string"],
  ["question", "sentence"],
  ["句子1", "句子2"],
  ["文本1", "文本2"],
] as const;

const secondRole: ColumnRole = {
  ...textRole,
  what: "second text",
  flag: "--text-pair-column",
  names: [],
};

/** Names of labels that pairs have beside the usual ones. */
const pairLabelRole: ColumnRole = {
  ...labelRole,
  names: [...labelRole.names, "gold_label", "quality", "is_duplicate", "relation", "entailment"],
};

/** The two columns of texts that a table has under a pair of well-known names. */
export function pairByName(table: Table): readonly [number, number] | undefined {
  for (const [first, second] of knownPairs) {
    const text = columnOfNames(table, [first]);
    const pair = columnOfNames(table, [second]);
    if (text !== undefined && pair !== undefined) return [text, pair];
  }
  return undefined;
}

/**
 * Says that one of two texts is read alone, where their columns have the names of a pair.
 *
 * @param text - the column that is read
 */
export function unreadPairNote(table: Table, text: number): string | undefined {
  const places = pairByName(table);
  if (places === undefined || !places.includes(text)) return undefined;
  const [first, second] = places.map((at) => JSON.stringify(table.columns[at]));
  // The second may be read because it was named; then the first must be named in its place.
  const firstFlag = text === places[1] ? `--text-column ${first} ` : "";
  return `${table.file}: only column ${JSON.stringify(table.columns[text])} of ${first} and ${second} is read; ${firstFlag}--text-pair-column ${second} reads both together, as a model of pairs does.`;
}

/**
 * The columns of two texts and what is to be learnt of them: those named, or else guessed by
 * well-known names, or else by what the cells look like.
 *
 * @throws COLUMN_MISSING when a named column does not exist
 * @throws COLUMN_UNCLEAR when no column looks right
 * @throws USAGE when one column is named for both texts
 *
 * @example
 * choosePairColumns(table); // { text: 3, label: 0, more: { pair: 4 }, notes: [...] }
 */
export function choosePairColumns(
  table: Table,
  names: ColumnNames = {},
  label: ColumnRole = pairLabelRole,
): TaskColumns {
  const notes: string[] = [];
  const { textColumn, textPairColumn, labelColumn } = names;
  const labelNamed = named(table, labelColumn);
  const known = labelNamed ?? columnOfNames(table, label.names);
  const [text, pair] = chooseTexts(table, { textColumn, textPairColumn }, known, notes);
  const guess = () => {
    const byName = columnOfNames(table, label.names, text, pair);
    const column = byName ?? labelColumnByContent(table, text, pair) ?? unclear(table, label);
    notes.push(noteOf(table, column, label, byName !== undefined));
    return column;
  };
  return { text, label: labelNamed ?? guess(), more: { [pairRole]: pair }, notes };
}

/**
 * The columns of two texts in a table that needs no labels; as in `choosePairColumns`.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR, USAGE
 */
export function choosePairTextColumns(
  table: Table,
  names: Pick<ColumnNames, "textColumn" | "textPairColumn"> = {},
): { readonly text: number; readonly pair: number; readonly notes: readonly string[] } {
  const notes: string[] = [];
  const known = columnOfNames(table, pairLabelRole.names);
  const [text, pair] = chooseTexts(table, names, known, notes);
  return { text, pair, notes };
}

/**
 * Requires that the second text is another column than the first.
 *
 * @throws USAGE
 */
export function requireOther({ file, columns }: Table, text: number, pair: number | undefined) {
  if (text !== pair) return;
  const column = columns[text] ?? "";
  throw new BerthError(
    "USAGE",
    `${file}: column "${column}" was named for both texts. Name two columns with --text-column and --text-pair-column.`,
    { file, column },
  );
}

function chooseTexts(
  table: Table,
  { textColumn, textPairColumn }: Pick<ColumnNames, "textColumn" | "textPairColumn">,
  label: number | undefined,
  notes: string[],
): readonly [number, number] {
  const textNamed = named(table, textColumn);
  const pairNamed = named(table, textPairColumn);
  if (textNamed !== undefined) requireOther(table, textNamed, pairNamed);
  const [first, second] = pairByName(table) ?? [];
  const fits =
    (textNamed === undefined || textNamed === first) &&
    (pairNamed === undefined || pairNamed === second);
  const guess = (
    role: ColumnRole,
    byName: number | undefined,
    taken: number | undefined,
  ): number => {
    const column = byName ?? textColumnByContent(table, label, taken) ?? unclear(table, role);
    notes.push(noteOf(table, column, role, byName !== undefined));
    return column;
  };
  const text = textNamed ?? guess(textRole, fits ? first : undefined, pairNamed);
  const pair = pairNamed ?? guess(secondRole, fits ? second : undefined, text);
  return [text, pair];
}
