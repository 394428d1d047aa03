import { BerthError, someOf } from "../base/index.js";
import {
  columnGroups,
  joinedGroups,
  nearDuplicateGroups,
  type Split,
  selectRows,
  splitRows,
  stratifiedSplit,
} from "../records/index.js";
import { pairRole, type Strata, wordTexts } from "../tasks/index.js";
import type { Recipe } from "./recipe.js";
import type { RunTask } from "./run-data.js";

/** What a split needs that a recipe may leave open. */
export interface SplitDefaults {
  /** Share of the rows that become validation rows. */
  readonly validationSplit: number;
  readonly seed: number;
}

type SplitRecipe = Pick<Recipe, "groupBy" | "documentContext">;

/** A split, and what is to be said of it. */
type ToldSplit = Split & { readonly note?: string };

/**
 * Splits the labelled rows of a table into training and validation, every label in its share, be it the
 * one of a row or one of several, and numbers by bins of them; with `groupBy` no group is on both
 * sides, and shares come as near as whole groups allow. Rows that nobody labelled go with their
 * group, or else to training: both leave them out.
 *
 * @returns the rows, and what is to be said of groups, label sets and bins
 * @throws CLASS_TOO_SMALL, COLUMN_MISSING, GROUPS_TOO_FEW
 */
export async function validationSplit(
  run: RunTask,
  recipe: SplitRecipe,
  defaults: SplitDefaults,
): Promise<ToldSplit> {
  const { task, table, columns } = run;
  const groups = rowGroups(run, recipe);
  const labelled = task.labelledRows?.(table, columns);
  if (labelled === undefined || labelled.length === table.rows.length) {
    return splitLabelled(run, groups, recipe, defaults);
  }
  if (labelled.length < 2) refuseRows(table.file, labelled.length, table.rows.length);
  const shared = { ...run, table: selectRows(table, labelled) };
  const theirs = groups && Array.from(labelled, (row) => groups[row] ?? "");
  const { validation, ...told } = await splitLabelled(shared, theirs, recipe, defaults);
  return { ...told, ...withUnlabelled(table.rows.length, groups, labelled, validation) };
}

/** All rows, those that nobody labelled among them. */
function withUnlabelled(
  rowCount: number,
  groups: readonly string[] | undefined,
  labelled: Int32Array,
  validation: Int32Array,
): Split {
  const validated = new Set(validation.map((place) => labelled[place] as number));
  const held = new Set(Array.from(validated, (row) => groups?.[row]));
  const isLabelled = new Set(labelled);
  const isValidated = (row: number): boolean =>
    validated.has(row) || (groups !== undefined && !isLabelled.has(row) && held.has(groups[row]));
  const rows = Int32Array.from({ length: rowCount }, (_, row) => row);
  return {
    train: rows.filter((row) => !isValidated(row)),
    validation: rows.filter(isValidated),
  };
}

async function splitLabelled(
  { task, table, columns }: RunTask,
  groups: readonly string[] | undefined,
  recipe: SplitRecipe,
  { validationSplit: share, seed }: SplitDefaults,
): Promise<ToldSplit> {
  const strata = await task.strata(table, columns);
  if (groups === undefined) {
    return strata?.told === undefined
      ? stratifiedSplit(plainLabels(strata, table.rows.length), share, seed, table.file)
      : toldSplit(table, strata, share, seed);
  }
  const by = recipe.groupBy ?? `rows that belong together in ${task.name}`;
  const counts = partSizes(table, share);
  if (new Set(groups).size === 1) refuseOneGroup(table, by);
  const settings = { seed, groups, labels: strata?.labels };
  const [train = none, validation = none] = splitRows(table.rows, counts, settings);
  if (strata?.told === undefined)
    requireLabels(plainLabels(strata, table.rows.length), train, table.file);
  const lost = strata === undefined ? [] : lostLabels(strata.labels, train, validation);
  const note = `validation: ${validation.length} rows; no group (${by}) of the ${new Set(groups).size} is also in training`;
  return { train, validation, note: `${note}${lostNote(lost)}` };
}

/** Labels that are in validation rows and in no training row. */
function lostLabels(
  labels: Strata["labels"],
  train: Int32Array,
  validation: Int32Array,
): readonly string[] {
  const learnt = new Set(Array.from(train).flatMap((row) => [...(labels[row] ?? [])]));
  const asked = new Set(Array.from(validation).flatMap((row) => [...(labels[row] ?? [])]));
  return [...asked].filter((label) => !learnt.has(label)).sort();
}

const lostNote = (lost: readonly string[]): string =>
  lost.length === 0 ? "" : `; no training row has ${someOf(lost)}`;

/** The label of every row; the same one where nothing is kept in its share. */
function plainLabels(strata: Strata | undefined, rowCount: number): string[] {
  return Array.from({ length: rowCount }, (_, row) => strata?.labels[row]?.[0] ?? "");
}

/** A split by label sets or bins: sizes are exact, shares as near as rows allow. */
function toldSplit(
  table: RunTask["table"],
  { labels, told }: Strata,
  share: number,
  seed: number,
): ToldSplit {
  const counts = partSizes(table, share);
  const [train = none, validation = none] = splitRows(table.rows, counts, { seed, labels });
  // A label that only validation rows have is never learnt: such a row is worth more in training.
  const lost = new Set(lostLabels(labels, train, validation));
  const isLost = (row: number): boolean => (labels[row] ?? []).some((label) => lost.has(label));
  const kept = validation.filter((row) => !isLost(row));
  const note = (rowCount: number): string => `validation: ${rowCount} rows, stratified by ${told}`;
  if (kept.length === 0) {
    return { train, validation, note: `${note(validation.length)}${lostNote([...lost])}` };
  }
  const moved = validation.filter(isLost);
  return {
    train: Int32Array.from([...train, ...moved]).sort(),
    validation: kept,
    note: note(kept.length),
  };
}

/** Rows of training and of validation: one of each at least. */
function partSizes({ rows, file }: RunTask["table"], share: number): readonly [number, number] {
  const size = Math.max(1, Math.round(rows.length * share));
  if (size >= rows.length) refuseRows(file, rows.length, rows.length);
  return [rows.length - size, size];
}

/** The group of every row: as asked for, or as the task has it; undefined where rows stand alone. */
function rowGroups(
  { task, table, columns }: RunTask,
  { groupBy, documentContext = false }: SplitRecipe,
): readonly string[] | undefined {
  const own = task.groups?.(table, columns, { documentContext });
  if (groupBy === undefined) return own;
  const asked =
    groupBy === "near-duplicates" ? alikeRows(table, columns) : [columnGroups(table, groupBy)];
  // A name of the task's own groups that is one of the others too says nothing of both.
  return joinedGroups(own === undefined ? asked : [...asked, own.map((name) => `${name}\0`)]);
}

/** Near-duplicates of the context of questions, of either text of a pair, or of the text, be it in any column. */
function alikeRows({ rows }: RunTask["table"], { text, more }: RunTask["columns"]): string[][] {
  const context = more?.["context"];
  const places = context === undefined ? [text, more?.[pairRole]] : [context];
  const columns = places.filter((place) => place !== undefined);
  const texts = columns.flatMap((place) => {
    const cells = rows.map((row) => row[place] ?? "");
    return place === more?.["words"] ? wordTexts(cells).map(({ text: joined }) => joined) : cells;
  });
  const groups = nearDuplicateGroups(texts);
  return columns.map((_, at) => groups.slice(at * rows.length, (at + 1) * rows.length));
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

/** Refuses a split of rows that all belong together. */
function refuseOneGroup({ file, rows }: RunTask["table"], by: string): never {
  throw new BerthError(
    "GROUPS_TOO_FEW",
    `${file}: all ${rows.length} rows are one group (${by}), and a group is never divided between training and validation. Give a validation file, or rows of more groups.`,
    { file, groups: 1, parts: 2 },
  );
}

/** @param rows - those that can be shared out, of `all` */
function refuseRows(file: string, rows: number, all: number): never {
  const there = `there ${rows === 1 ? "is 1" : `are ${rows}`}`;
  const told = rows === all ? there : `${there} that somebody labelled, of ${all}`;
  throw new BerthError(
    "CLASS_TOO_SMALL",
    `${file}: a split needs a row for each part; ${told}. ${rows === all ? "Add" : "Label"} rows, or give a validation file.`,
    { file, rows },
  );
}
