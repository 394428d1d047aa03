import { BerthError, nearest, someOf } from "../../base/index.js";
import { listSeparator, readList, type Table } from "../../records/index.js";
import { labelCells, placeOf, placeText } from "../cells.js";
import { sortLabels } from "../labels.js";

/**
 * The distinct labels of a column of label sets, sorted; see `readList` for how cells may be written.
 *
 * @throws LABEL_EMPTY at the first empty cell: a row without labels says []
 * @throws LIST_BROKEN at the first cell that opens as a list and is none
 * @throws ONE_CLASS when there are not two labels
 */
export async function readSetLabels(table: Table, column: number): Promise<string[]> {
  const sets = await setCells(table, column, undefined);
  const labels = sortLabels([...new Set(sets.flat())]);
  if (labels.length > 1) return labels;
  const name = table.columns[column] as string;
  throw new BerthError(
    "ONE_CLASS",
    `${table.file}: column "${name}" must hold sets of at least two different labels; ${labels.length === 0 ? "no row has one" : `only "${labels[0]}" came`}. Choose the right column with --label-column.`,
    { file: table.file, column: name, labels },
  );
}

/**
 * The labels of each row, each once; see `readList` for how cells may be written.
 *
 * @throws LABEL_EMPTY, LIST_BROKEN
 */
export async function readLabelSets(table: Table, column: number): Promise<string[][]> {
  const sets = await setCells(table, column, undefined);
  return sets.map((members) => [...new Set(members)]);
}

/**
 * The label ids of each row, ascending, without repetition.
 *
 * A member is a label's name, or its id (from 0) where no label is named by a number.
 *
 * @param labels - the labels that a model knows, in the order of their ids
 * @throws LABEL_EMPTY, LIST_BROKEN
 * @throws LABEL_UNKNOWN at the first member that is neither name nor id
 */
export async function labelSetIds(
  table: Table,
  column: number,
  labels: readonly string[],
): Promise<Int32Array[]> {
  const idOf = new Map(labels.map((label, id) => [label, id]));
  const takesIds = !labels.some((label) => /^\d+$/.test(label));
  const idOfMember = (member: string): number | undefined => {
    const id = Number(member);
    const isId = takesIds && /^\d+$/.test(member) && id < labels.length;
    return idOf.get(member) ?? (isId ? id : undefined);
  };
  const sets = await setCells(table, column, idOf);
  const row = sets.findIndex((members) => members.some((one) => idOfMember(one) === undefined));
  if (row !== -1) {
    const member = sets[row]?.find((one) => idOfMember(one) === undefined) ?? "";
    await throwUnknown(table, column, { row, member, labels, takesIds });
  }
  return sets.map((members) => {
    const ids = new Set(members.map((member) => idOfMember(member) as number));
    return Int32Array.from(ids).sort();
  });
}

/**
 * The members of every cell. A cell that is a label as it stands is that one, whatever signs are in it;
 * in all others one sign is between members.
 */
async function setCells(
  table: Table,
  column: number,
  known: ReadonlyMap<string, number> | undefined,
): Promise<string[][]> {
  const cells = await labelCells(table, column);
  const separator = listSeparator(cells.filter((cell) => !known?.has(cell)));
  const sets: string[][] = [];
  for (const [row, cell] of cells.entries()) {
    try {
      sets.push(known?.has(cell) ? [cell] : readList(cell, separator));
    } catch (error) {
      if (!(error instanceof BerthError)) throw error;
      const place = await placeOf(table, row);
      const name = table.columns[column] as string;
      const message = `${placeText(place)}: column "${name}": ${error.message}`;
      throw new BerthError("LIST_BROKEN", message, { ...error.details, ...place, column: name });
    }
  }
  return sets;
}

async function throwUnknown(
  table: Table,
  column: number,
  fault: {
    readonly row: number;
    readonly member: string;
    readonly labels: readonly string[];
    readonly takesIds: boolean;
  },
): Promise<never> {
  const { row, member, labels, takesIds } = fault;
  const place = await placeOf(table, row);
  const near = nearest(member, labels);
  const isId = takesIds && /^-?\d+$/.test(member);
  const what = isId
    ? `label id ${member} is outside 0 to ${labels.length - 1}`
    : `label "${member}" was not in the training data (${someOf(labels)})`;
  const advice =
    near === undefined || isId
      ? "Correct it, or give all labels with --label-names."
      : `Did you mean "${near}"?`;
  throw new BerthError("LABEL_UNKNOWN", `${placeText(place)}: ${what}. ${advice}`, {
    ...place,
    column: table.columns[column] as string,
    label: member,
    labels,
    nearest: near ?? null,
  });
}

/**
 * Whether cells hold sets of labels: some are written as lists, or have members between separators
 * that stand alone in other cells.
 */
export function looksLikeLabelSets(cells: readonly string[]): boolean {
  const trimmed = cells.map((cell) => cell.trim());
  if (trimmed.some((cell) => /^\[.*\]$/s.test(cell))) return true;
  const separator = listSeparator(trimmed);
  const joined = trimmed.filter((cell) => cell.includes(separator));
  if (joined.length === 0 || joined.length === trimmed.length) return false;
  const alone = new Set(trimmed);
  const fitting = joined.filter((cell) => {
    const members = cell.split(separator).map((member) => member.trim());
    return members.every((member) => alone.has(member));
  });
  return fitting.length >= 0.9 * joined.length;
}
