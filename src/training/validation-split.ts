import { BerthError } from "../base/index.js";
import {
  columnGroups,
  nearDuplicateGroups,
  partCounts,
  type Split,
  splitRows,
  stratifiedSplit,
} from "../records/index.js";
import type { Strata } from "../tasks/index.js";
import type { Recipe } from "./recipe.js";
import type { RunTask } from "./run-data.js";

/** What a split needs that a recipe may leave open. */
export interface SplitDefaults {
  /** Share of the rows that become validation rows. */
  readonly validationSplit: number;
  readonly seed: number;
}

/** A split, and what is to be said of it. */
type ToldSplit = Split & { readonly note?: string };

/**
 * Splits the labelled rows of a table into training and validation, every label in its share, be it the
 * one of a row or one of several, and numbers by bins of them; with `groupBy` no group is on both
 * sides, and shares come as near as whole groups allow.
 *
 * @returns the rows, and what is to be said of groups, label sets and bins
 * @throws CLASS_TOO_SMALL, COLUMN_MISSING, GROUPS_TOO_FEW
 */
export async function validationSplit(
  { task, table, columns }: RunTask,
  { groupBy }: Pick<Recipe, "groupBy">,
  { validationSplit: share, seed }: SplitDefaults,
): Promise<ToldSplit> {
  const strata = await task.strata(table, columns);
  const groups = rowGroups({ task, table, columns }, groupBy);
  if (groups === undefined) {
    return strata?.told === undefined
      ? stratifiedSplit(plainLabels(strata, table.rows.length), share, seed, table.file)
      : toldSplit(table, strata, share, seed);
  }
  const counts = partCounts(table.rows.length, [
    { name: "train", size: "rest" },
    { name: "validation", size: share },
  ]);
  const settings = { seed, groups, labels: strata?.labels };
  const [train = none, validation = none] = splitRows(table.rows, counts, settings);
  if (strata?.told === undefined)
    requireLabels(plainLabels(strata, table.rows.length), train, table.file);
  const by = groupBy ?? `rows that belong together in ${task.name}`;
  const note = `validation: ${validation.length} rows; no group (${by}) of the ${new Set(groups).size} is also in training`;
  return { train, validation, note };
}

/** The label of every row; the same one where nothing is kept in its share. */
function plainLabels(strata: Strata | undefined, rowCount: number): string[] {
  return Array.from({ length: rowCount }, (_, row) => strata?.labels[row]?.[0] ?? "");
}

/** A split by label sets or bins: sizes are exact, shares as near as rows allow. */
function toldSplit(
  { rows, file }: RunTask["table"],
  { labels, told }: Strata,
  share: number,
  seed: number,
): ToldSplit {
  const size = Math.max(1, Math.round(rows.length * share));
  if (size >= rows.length) refuseRows(file, rows.length);
  const counts = [rows.length - size, size];
  const [train = none, validation = none] = splitRows(rows, counts, { seed, labels });
  return { train, validation, note: `validation: ${size} rows, stratified by ${told}` };
}

/** The group of every row: as asked for, or as the task has it; undefined where rows stand alone. */
function rowGroups(
  { task, table, columns }: RunTask,
  groupBy: string | undefined,
): readonly string[] | undefined {
  if (groupBy === undefined) return task.groups?.(table, columns);
  return groupBy === "near-duplicates"
    ? nearDuplicateGroups(table.rows.map((row) => row[columns.text] ?? ""))
    : columnGroups(table, groupBy);
}

const none = new Int32Array(0);

/** Refuses a split that leaves a label without a row to learn from. */
function requireLabels(labels: readonly string[], train: Int32Array, file: string): void {
  const learnt = new Set(Array.from(train, (row) => labels[row]));
  const lost = labels.find((label) => !learnt.has(label));
  if (lost === undefined) return;
  const rows = labels.filter((label) => label === lost).length;
  throw new BerthError(
    "CLASS_TOO_SMALL",
    `${file}: a grouped split needs rows of every label in training; all ${rows} of "${lost}" are in groups that went to validation. Add rows of this label, or give a validation file.`,
    { file, label: lost, rows },
  );
}

function refuseRows(file: string, rows: number): never {
  throw new BerthError(
    "CLASS_TOO_SMALL",
    `${file}: a split needs a row for each part; there ${rows === 1 ? "is 1" : `are ${rows}`}. Add rows, or give a validation file.`,
    { file, rows },
  );
}
