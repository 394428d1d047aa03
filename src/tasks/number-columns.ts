import { BerthError } from "../base/index.js";
import type { Table } from "../records/index.js";
import { labelCells, placeOf, placeText } from "./cells.js";
import { chooseColumns } from "./choose-columns.js";
import { type ColumnRole, labelRole, named, noteOf, unclear } from "./column-roles.js";
import { columnOfNames } from "./guess-column.js";
import { choosePairColumns, pairByName } from "./pair-columns.js";
import type { ColumnNames, TaskColumns } from "./task.js";

const numberRole: ColumnRole = {
  ...labelRole,
  what: "number to learn",
  looks: "numbers, many of them different",
  names: [
    ["score", "similarity", "rating", "stars", "label", "value", "target", "labels"],
    ["分数", "评分", "相似度", "标签"],
  ].flat(),
};

/** Names that a number has which belongs to labels as well, such as how sure an annotator was of one. */
const besideNames: readonly string[] = ["score", "rating", "stars", "分数", "评分"];

/** Names that plainly mean the label; a topic or a category may as well stand beside a number that is learnt. */
const plainLabelNames: readonly string[] = [
  ["label", "labels", "sentiment", "emotion", "polarity"],
  ["标签", "情感"],
].flat();

/**
 * The columns of a text, or of two, and of a number: those named, or else guessed.
 *
 * @throws COLUMN_MISSING, COLUMN_UNCLEAR
 */
export function chooseNumberColumns(table: Table, names: ColumnNames): TaskColumns {
  const labelNamed = named(table, names.labelColumn);
  const byName = columnOfNames(table, numberRole.names);
  const label = labelNamed ?? byName ?? numberColumn(table) ?? unclear(table, numberRole);
  const notes =
    labelNamed === undefined ? [noteOf(table, label, numberRole, byName !== undefined)] : [];
  const labelColumn = table.columns[label];
  const known = names.readsPairs ?? pairByName(table) !== undefined;
  const readsTwo = names.textPairColumn !== undefined || known;
  const choose = readsTwo ? choosePairColumns : chooseColumns;
  const chosen = choose(table, { ...names, labelColumn });
  return { ...chosen, notes: [...chosen.notes, ...notes] };
}

/**
 * Whether the column under a number's name, or the one named, holds numbers that are no class ids. A score
 * beside labels in words is the labels' own: those are learnt.
 */
export function looksLikeNumbers(table: Table, { labelColumn }: ColumnNames): boolean {
  if (labelColumn !== undefined) {
    const label = table.columns.indexOf(labelColumn);
    return label >= 0 && holdsFractions(table, label);
  }
  const label = columnOfNames(table, [...numberRole.names, ...labelRole.names]);
  return label !== undefined && holdsFractions(table, label) && !isBesideLabels(table, label);
}

function isBesideLabels(table: Table, number: number): boolean {
  if (columnOfNames(table, besideNames) !== number) return false;
  const labels = plainLabelNames.map((name) => columnOfNames(table, [name]));
  return labels.some((column) => column !== undefined && holdsWords(table, column));
}

function numberColumn(table: Table): number | undefined {
  const column = table.columns.findIndex((_, at) => holdsFractions(table, at));
  return column === -1 ? undefined : column;
}

const filledCells = ({ rows }: Table, column: number): string[] =>
  rows.map((row) => row[column]?.trim() ?? "").filter((cell) => cell !== "");

/** Whether most cells are no numbers; a lone "n/a" makes no column of words. */
function holdsWords(table: Table, column: number): boolean {
  const cells = filledCells(table, column);
  return cells.filter((cell) => Number.isNaN(Number(cell))).length > cells.length / 2;
}

function holdsFractions(table: Table, column: number): boolean {
  const numbers = filledCells(table, column).map(Number);
  return (
    numbers.length > 0 &&
    numbers.every(Number.isFinite) &&
    numbers.some((value) => !Number.isInteger(value)) &&
    new Set(numbers).size > 2
  );
}

/**
 * The numbers of a column, one a row.
 *
 * @throws LABEL_EMPTY at the first empty cell
 * @throws LABEL_NUMBER at the first cell that holds no finite number
 */
export async function numberCells(table: Table, column: number): Promise<Float64Array> {
  const cells = await labelCells(table, column);
  const row = cells.findIndex((cell) => !Number.isFinite(Number(cell)));
  if (row === -1) return Float64Array.from(cells, Number);
  const place = await placeOf(table, row);
  const name = table.columns[column] as string;
  const cell = cells[row] as string;
  throw new BerthError(
    "LABEL_NUMBER",
    `${placeText(place)}: column "${name}" must hold a number, such as 3.8; ${JSON.stringify(cell)} came. Correct it, name another column with --label-column, or learn labels with --task classification.`,
    { ...place, column: name, value: cell },
  );
}
