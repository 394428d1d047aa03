import { BerthError } from "../base/index.js";
import { checkTables, type Finding } from "../checking/index.js";
import { type TaskKind, taskKinds } from "../prediction/index.js";
import {
  type CleaningPipeline,
  type ReadOptions,
  readTable,
  recordOf,
  selectRows,
  type Table,
} from "../records/index.js";
import {
  type ColumnNames,
  checkNames,
  guessTask,
  pairRole,
  readLabelNames,
  type Task,
  type TaskColumns,
} from "../tasks/index.js";
import { type AugmentingSettings, augmentedRows } from "./augmented-rows.js";
import { type PartCleaner, partCleaner } from "./part-cleaner.js";
import type { Recipe } from "./recipe.js";
import { type SplitDefaults, validationSplit } from "./validation-split.js";

/** Some rows of a table: one part of a run. */
export interface RunPart {
  readonly table: Table;
  readonly columns: TaskColumns;
  /** Rows of the table that belong to the part, ascending, counted from 0; made rows stand behind all others. */
  readonly rows: Int32Array;
}

/** The training file of a run, and what is learnt from it. */
export interface RunTask {
  readonly task: Task;
  readonly table: Table;
  readonly columns: TaskColumns;
}

/**
 * Reads the training rows of a recipe and finds its task and columns.
 *
 * @throws the codes of the readers, COLUMN_MISSING, COLUMN_UNCLEAR
 */
async function readRunTask(recipe: Recipe) {
  const table = firstRows(
    await readTable(recipe.train, readOptions(recipe)),
    recipe.maxTrainSamples,
  );
  const guess = recipe.task === undefined ? guessTask(table, recipe) : { name: recipe.task };
  const kind = taskKinds[guess.name];
  return { kind, table, columns: kind.task.chooseColumns(table, recipe), note: guess.note };
}

/** The names of columns, for other files of the same run. */
export function columnNames({ table, columns }: Pick<RunTask, "table" | "columns">): ColumnNames {
  return {
    textColumn: table.columns[columns.text],
    labelColumn: table.columns[columns.label],
    textPairColumn: table.columns[columns.more?.["context"] ?? columns.more?.[pairRole] ?? -1],
    readsPairs: columns.more?.[pairRole] !== undefined,
  };
}

/** The labelled rows of a run, read and checked, not yet encoded. */
export interface RunData {
  /** What is learnt. */
  readonly kind: TaskKind;
  /** Label names: the place is the id. None where the task has no labels. */
  readonly labels: readonly string[];
  /** Rows of each class in training and validation together, as the tutorials count them. */
  readonly classCounts: readonly number[] | undefined;
  readonly train: RunPart;
  readonly validation: RunPart;
  readonly test: RunPart | undefined;
  /** What cleaning did, in sentences. */
  readonly notes: readonly string[];
  /** What a check of these rows finds, before any is made of them. */
  readonly findings: readonly Finding[];
}

/**
 * Reads, cleans and checks the files of a recipe.
 *
 * @param defaults - the share of the training rows that become validation rows where no file is
 *   given, the seed that chooses them, and who is told of rows that are made
 * @param cleaning - steps on texts and missing cells hold for every part, others for training rows
 * @throws the codes of the readers, the steps and the task: faults in the data are found here, before any work
 */
export async function readRunData(
  recipe: Recipe,
  defaults: SplitDefaults & AugmentingSettings,
  cleaning?: CleaningPipeline,
): Promise<RunData> {
  const options = readOptions(recipe);
  const { kind, table, columns, note } = await readRunTask(recipe);
  const { task } = kind;
  if (task.readsPlaces) requireUnmoved(task.name, recipe, cleaning);
  const cleaner = partCleaner(cleaning, task);
  const clean = recipe.validation === undefined ? cleaner.other : cleaner.train;
  const whole = await clean(table, columns);
  const given = recipe.labelNames === undefined ? undefined : readLabelNames(recipe.labelNames);
  const labels = await task.readLabels(whole, columns, await given);
  const other = (file: string | undefined) =>
    readOther(file, options, { task, table, columns }, labels, cleaner);
  const validation = await other(recipe.validation);
  const parts = validation
    ? { train: wholePart(whole, columns), validation }
    : await splitPart({ task, table, whole, columns }, cleaner, recipe, defaults);
  const test = await other(recipe.test);
  return {
    kind,
    labels,
    findings: await checkRows(task, { ...parts, test }, recipe),
    classCounts: await countClasses(task, [parts.train, parts.validation], labels),
    ...parts,
    train: await augmentPart(parts.train, recipe, defaults),
    test,
    notes: [...(note === undefined ? [] : [note]), ...cleaner.notes()],
  };
}

/** How the files of a recipe are read, as far as it says so. */
export function readOptions(recipe: ReadOptions): ReadOptions {
  const { format, delimiter, quote, header, encoding } = recipe;
  return { format, delimiter, quote, header, encoding };
}

/** What was found out about the files of a run. */
export function fileNotes({ train, validation, test }: RunData): string[] {
  const tables = [train.table, validation.table, ...(test ? [test.table] : [])];
  // Parts of one file have their own tables with the same notes.
  return [...new Set(tables.flatMap(({ notes = [] }) => notes))];
}

/** Notes of a check: one line for each of the heaviest findings that say how to do better. */
const MOST_CHECK_NOTES = 8;

/** What the check found, for the notes of a run. */
export function checkNotes({ findings, train }: Pick<RunData, "findings" | "train">): string[] {
  const warnings = findings.filter(({ severity }) => severity === "warning");
  if (warnings.length === 0) return [];
  const lines = warnings.slice(0, MOST_CHECK_NOTES - 1).map(({ sentence }) => `data: ${sentence}`);
  return [
    ...lines,
    `data: berth data check ${train.table.file} shows the rows, and what mends them`,
  ];
}

/** Languages are for `berth data check` alone: they take longer than all else. */
async function checkRows(
  task: Task,
  parts: Pick<RunData, "train" | "validation" | "test">,
  recipe: Recipe,
): Promise<readonly Finding[]> {
  const names = checkNames(task, parts.train.table, parts.train.columns);
  const given = (["train", "validation", "test"] as const).flatMap((name) => {
    const part = parts[name];
    return part === undefined ? [] : [{ name, table: part.table, rows: part.rows }];
  });
  const { textColumn, textPairColumn, labelColumn, model } = recipe;
  const named = {
    read: readOptions(recipe),
    task: recipe.task,
    textColumn,
    textPairColumn,
    labelColumn,
    model,
  };
  const settings = { named, nearDuplicates: false, languages: false };
  const { findings } = await checkTables(given, names, settings);
  return findings;
}

/** @throws SETTING_UNFIT, CLEANING_OFFSETS when texts would be changed whose places are learnt */
function requireUnmoved(
  task: string,
  { augment }: Recipe,
  cleaning: CleaningPipeline | undefined,
): void {
  if (augment !== undefined) {
    const message = `--augment: the task ${task} learns places in the text, which edits would move. Leave it out.`;
    throw new BerthError("SETTING_UNFIT", message, { task, setting: "augment" });
  }
  if (cleaning === undefined) return;
  throw new BerthError(
    "CLEANING_OFFSETS",
    `cleaning: the task ${task} learns places in the text, which steps would move. Clean the data before places are marked in them, or train without steps.`,
    { task },
  );
}

async function countClasses(
  task: Task,
  parts: readonly RunPart[],
  labels: readonly string[],
): Promise<number[] | undefined> {
  if (task.countClasses === undefined) return undefined;
  const counts = labels.map(() => 0);
  for (const part of parts) {
    for (const [id, rows] of (await task.countClasses(part, labels)).entries()) {
      counts[id] = (counts[id] as number) + rows;
    }
  }
  return counts;
}

/** The text of a row of a part, cleaned. */
export function textOf({ table, columns }: RunPart, row: number): string {
  return table.rows[row]?.[columns.text] ?? "";
}

function firstRows(table: Table, count = Number.POSITIVE_INFINITY): Table {
  return { ...table, rows: table.rows.slice(0, count) };
}

function wholePart(table: Table, columns: TaskColumns): RunPart {
  return { table, columns, rows: Int32Array.from(table.rows.keys()) };
}

/** @param data - `table` as it was read, `whole` as validation rows are cleaned */
async function splitPart(
  { task, table, whole, columns }: RunTask & { whole: Table },
  cleaner: PartCleaner,
  recipe: Recipe,
  defaults: SplitDefaults,
): Promise<{ train: RunPart; validation: RunPart }> {
  const {
    train: rows,
    note,
    ...split
  } = await validationSplit({ task, table: whole, columns }, recipe, defaults);
  const told = withNote(columns, note);
  const validation = { table: whole, columns, rows: split.validation };
  if (!cleaner.cleansRows) return { train: { table: whole, columns: told, rows }, validation };
  const records = rows.map((row) => recordOf(whole, row));
  const train = await cleaner.train(selectRows(table, records), columns);
  return { train: wholePart(train, told), validation };
}

/** The training rows with those that are made of them; validation and test rows are never touched. */
async function augmentPart(
  part: RunPart,
  recipe: Recipe,
  settings: AugmentingSettings,
): Promise<RunPart> {
  const { table, columns, rows } = part;
  const augmented = await augmentedRows(table, columns.text, rows, recipe, settings);
  if (augmented === undefined) return part;
  const { note, ...made } = augmented;
  return { ...made, columns: withNote(part.columns, note) };
}

function withNote(columns: TaskColumns, note: string | undefined): TaskColumns {
  return note === undefined ? columns : { ...columns, notes: [...columns.notes, note] };
}

/** A further file: its columns have the names of the training file's. */
async function readOther(
  file: string | undefined,
  options: ReadOptions,
  { task, ...train }: RunTask,
  labels: readonly string[],
  cleaner: PartCleaner,
): Promise<RunPart | undefined> {
  if (file === undefined) return undefined;
  const raw = await readTable(file, options);
  const columns = task.chooseColumns(raw, columnNames(train));
  const table = await cleaner.other(raw, columns);
  await task.countClasses?.(wholePart(table, columns), labels);
  return wholePart(table, columns);
}
