import type { Example } from "../base/index.js";
import { checkTables, type Finding } from "../checking/index.js";
import {
  type CleaningPipeline,
  type ReadOptions,
  readTable,
  recordOf,
  selectRows,
  type Table,
} from "../records/index.js";
import {
  type ClassificationColumns,
  chooseColumns,
  classIds,
  readLabels,
  textExamples,
} from "../tasks/index.js";
import type { Tokenizer } from "../tokenizer/index.js";
import { augmentedRows } from "./augmented-rows.js";
import { type PartCleaner, partCleaner } from "./part-cleaner.js";
import type { Recipe } from "./recipe.js";
import { type SplitDefaults, validationSplit } from "./validation-split.js";

/** Some rows of a table: one part of a run. */
export interface RunPart {
  readonly table: Table;
  readonly columns: ClassificationColumns;
  /** Rows of the table that belong to the part, ascending, counted from 0; made rows stand behind all others. */
  readonly rows: Int32Array;
}

/** The labelled rows of a run, read and checked, not yet encoded. */
export interface RunData {
  /** Label names, sorted: the place is the class id. */
  readonly labels: readonly string[];
  /** Rows of each class in training and validation together, as the tutorials count them. */
  readonly classCounts: readonly number[];
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
 *   given, and the seed that chooses them
 * @param cleaning - steps on texts and missing cells hold for every part, others for training rows
 * @throws the codes of the readers, the steps and the task: faults in the data are found here, before any work
 */
export async function readRunData(
  recipe: Recipe,
  defaults: SplitDefaults,
  cleaning?: CleaningPipeline,
): Promise<RunData> {
  const options = readOptions(recipe);
  const table = firstRows(await readTable(recipe.train, options), recipe.maxTrainSamples);
  const columns = chooseColumns(table, recipe);
  const cleaner = partCleaner(cleaning);
  const clean = recipe.validation === undefined ? cleaner.other : cleaner.train;
  const whole = await clean(table, columns);
  const labels = await readLabels(whole, columns.label);
  const other = (file: string | undefined) =>
    readOther(file, options, { table, columns }, labels, cleaner);
  const validation = await other(recipe.validation);
  const parts = validation
    ? { train: wholePart(whole, columns), validation }
    : await splitPart({ table, whole, columns }, cleaner, recipe, defaults);
  const test = await other(recipe.test);
  return {
    labels,
    findings: await checkRows({ ...parts, test }),
    classCounts: await countClasses([parts.train, parts.validation], labels),
    ...parts,
    train: await augmentPart(parts.train, recipe, defaults.seed),
    test,
    notes: cleaner.notes(),
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
  parts: Pick<RunData, "train" | "validation" | "test">,
): Promise<readonly Finding[]> {
  const { table, columns } = parts.train;
  const names = {
    text: table.columns[columns.text] ?? "",
    label: table.columns[columns.label] ?? "",
  };
  const given = (["train", "validation", "test"] as const).flatMap((name) => {
    const part = parts[name];
    return part === undefined ? [] : [{ name, table: part.table, rows: part.rows }];
  });
  const { findings } = await checkTables(given, names, { nearDuplicates: false, languages: false });
  return findings;
}

async function countClasses(
  parts: readonly RunPart[],
  labels: readonly string[],
): Promise<number[]> {
  const counts = labels.map(() => 0);
  for (const { table, columns, rows } of parts) {
    const classes = await classIds(table, columns.label, labels);
    for (const row of rows) {
      const id = classes[row] as number;
      counts[id] = (counts[id] as number) + 1;
    }
  }
  return counts;
}

/** Encodes the rows of a part, in their order. */
export async function encodePart(
  { table, columns, rows }: RunPart,
  labels: readonly string[],
  tokenizer: Tokenizer,
  maxLength: number,
): Promise<Example[]> {
  const texts = table.rows.map((row) => row[columns.text] ?? "");
  const classes = await classIds(table, columns.label, labels);
  const examples = await textExamples(texts, classes, tokenizer, maxLength);
  return Array.from(rows, (row) => examples[row] as Example);
}

/** The text of a row of a part, cleaned. */
export function textOf({ table, columns }: RunPart, row: number): string {
  return table.rows[row]?.[columns.text] ?? "";
}

function firstRows(table: Table, count = Number.POSITIVE_INFINITY): Table {
  return { ...table, rows: table.rows.slice(0, count) };
}

function wholePart(table: Table, columns: ClassificationColumns): RunPart {
  return { table, columns, rows: Int32Array.from(table.rows.keys()) };
}

/** @param data - `table` as it was read, `whole` as validation rows are cleaned */
async function splitPart(
  { table, whole, columns }: { table: Table; whole: Table; columns: ClassificationColumns },
  cleaner: PartCleaner,
  recipe: Recipe,
  defaults: SplitDefaults,
): Promise<{ train: RunPart; validation: RunPart }> {
  const { train: rows, note, ...split } = await validationSplit(whole, columns, recipe, defaults);
  const told = withNote(columns, note);
  const validation = { table: whole, columns, rows: split.validation };
  if (!cleaner.cleansRows) return { train: { table: whole, columns: told, rows }, validation };
  const records = rows.map((row) => recordOf(whole, row));
  const train = await cleaner.train(selectRows(table, records), columns);
  return { train: wholePart(train, told), validation };
}

/** The training rows with those that are made of them; validation and test rows are never touched. */
async function augmentPart(part: RunPart, recipe: Recipe, seed: number): Promise<RunPart> {
  const augmented = await augmentedRows(part.table, part.columns.text, part.rows, recipe, seed);
  if (augmented === undefined) return part;
  const { note, ...made } = augmented;
  return { ...made, columns: withNote(part.columns, note) };
}

function withNote(columns: ClassificationColumns, note: string | undefined): ClassificationColumns {
  return note === undefined ? columns : { ...columns, notes: [...columns.notes, note] };
}

/** A further file: its columns have the names of the training file's. */
async function readOther(
  file: string | undefined,
  options: ReadOptions,
  train: Pick<RunPart, "table" | "columns">,
  labels: readonly string[],
  cleaner: PartCleaner,
): Promise<RunPart | undefined> {
  if (file === undefined) return undefined;
  const raw = await readTable(file, options);
  const textColumn = train.table.columns[train.columns.text];
  const labelColumn = train.table.columns[train.columns.label];
  const columns = chooseColumns(raw, { textColumn, labelColumn });
  const table = await cleaner.other(raw, columns);
  await classIds(table, columns.label, labels);
  return wholePart(table, columns);
}
