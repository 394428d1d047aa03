import { BerthError } from "../base/index.js";
import {
  columnGroups,
  nearDuplicateGroups,
  partCounts,
  type Split,
  splitRows,
  stratifiedSplit,
} from "../records/index.js";
import type { Recipe } from "./recipe.js";
import type { RunTask } from "./run-data.js";

/** What a split needs that a recipe may leave open. */
export interface SplitDefaults {
  /** Share of the rows that become validation rows. */
  readonly validationSplit: number;
  readonly seed: number;
}

/**
 * Splits the labelled rows of a table into training and validation, every label in its share; with
 * `groupBy` no group is on both sides, and shares come as near as whole groups allow.
 *
 * @returns the rows, and what is to be said of the groups
 * @throws CLASS_TOO_SMALL, COLUMN_MISSING, GROUPS_TOO_FEW
 */
export async function validationSplit(
  { task, table, columns }: RunTask,
  { groupBy }: Pick<Recipe, "groupBy">,
  { validationSplit: share, seed }: SplitDefaults,
): Promise<Split & { readonly note?: string }> {
  const labels = (await task.strata(table, columns)) ?? table.rows.map(() => "");
  const groups = rowGroups({ task, table, columns }, groupBy);
  if (groups === undefined) return stratifiedSplit(labels, share, seed, table.file);
  const counts = partCounts(table.rows.length, [
    { name: "train", size: "rest" },
    { name: "validation", size: share },
  ]);
  const settings = { seed, groups, labels: labels.map((label) => [label]) };
  const [train = none, validation = none] = splitRows(table.rows, counts, settings);
  requireLabels(labels, train, table.file);
  const by = groupBy ?? `rows that belong together in ${task.name}`;
  const note = `validation: ${validation.length} rows; no group (${by}) of the ${new Set(groups).size} is also in training`;
  return { train, validation, note };
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
