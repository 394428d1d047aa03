import { BerthError } from "../base/index.js";
import {
  type CleaningPipeline,
  cleanTable,
  everyPart,
  recordOf,
  refuseDuplicates,
  type StepReport,
  type Table,
  textPart,
} from "../records/index.js";
import { requiredTexts, requireTexts, type Task, type TaskColumns } from "../tasks/index.js";

type Clean = (table: Table, columns: TaskColumns) => Promise<Table>;

/** Cleans the tables of a run. A text that is empty in its file is refused; cleaning may leave nothing of one. */
export interface PartCleaner {
  /** Whether training rows go through steps that others do not. */
  readonly cleansRows: boolean;
  /** All steps. */
  readonly train: Clean;
  /** The steps on texts and on missing cells: for validation and test rows. */
  readonly other: Clean;
  /** What was done, in sentences. */
  notes(): string[];
}

/** @param cleaning - without one, tables stay as they are */
export function partCleaner(
  cleaning: CleaningPipeline | undefined,
  task: Pick<Task, "skipsEmpty" | "textColumns">,
): PartCleaner {
  const notes: string[] = [];
  const note = (line: string): void => {
    if (!notes.includes(line)) notes.push(line);
  };
  const clean = async (
    table: Table,
    columns: TaskColumns,
    pipeline: CleaningPipeline,
  ): Promise<Table> => {
    const { table: first, reports } = await cleanTable(table, columns, pipeline);
    const cleaned = await cleanOtherTexts(first, columns, pipeline);
    requireRows(cleaned);
    const required = requiredTexts(task, columns);
    await requireTexts(withRawBlanks(table, cleaned, required), required);
    for (const line of reportNotes(table, reports)) note(line);
    for (const line of blankNotes(cleaned, columns.text, required)) note(line);
    return cleaned;
  };
  const asItIs: Clean = async (table, columns) => {
    await requireTexts(table, requiredTexts(task, columns));
    return table;
  };
  if (cleaning === undefined) {
    return { cleansRows: false, train: asItIs, other: asItIs, notes: () => [] };
  }
  const forAll = everyPart(cleaning);
  note(`cleaning: ${cleaning.steps.map(({ step }) => step).join(", ")}`);
  return {
    cleansRows: forAll.steps.length < cleaning.steps.length,
    train: (table, columns) => clean(table, columns, cleaning),
    other: (table, columns) => clean(table, columns, forAll),
    notes: () => notes,
  };
}

/** The steps on texts, on every further text that the task reads. */
async function cleanOtherTexts(
  table: Table,
  { label, more = {} }: TaskColumns,
  pipeline: CleaningPipeline,
): Promise<Table> {
  const steps = textPart(pipeline);
  const hasMore = Object.keys(more).length > 0;
  if (hasMore) refuseDuplicates(table.file, pipeline, "Leave it out of --cleaning.");
  let cleaned = table;
  for (const text of Object.values(more)) {
    cleaned = (await cleanTable(cleaned, { text, label }, steps)).table;
  }
  return cleaned;
}

const count = (value: number): string => value.toLocaleString("en-US");
const isBlank = (cell: string | null | undefined): boolean => (cell ?? "").trim() === "";

/** Says which rows steps dropped, and which labels or missing cells they changed. */
function reportNotes({ file, rows }: Table, reports: readonly StepReport[]): string[] {
  return reports
    .filter(({ dropped }) => dropped > 0)
    .map(
      ({ step, dropped, firstRows }) =>
        `cleaning: ${step.step} dropped ${count(dropped)} of ${count(rows.length)} rows of ${file}, first row ${firstRows.join(", ")}`,
    );
}

function requireRows({ file, rows }: Table): void {
  if (rows.length > 0) return;
  const message = `${file}: the steps of cleaning drop every row; there is nothing to train on. berth data clean --dry-run shows which step does`;
  throw new BerthError("CLEANING_SETTING", message, { file });
}

/** Says of how many texts nothing is left. The step that drops such rows looks at the first text alone. */
function blankNotes(
  { file, columns, rows }: Table,
  text: number,
  required: readonly number[],
): string[] {
  return [...new Set([text, ...required])].flatMap((column) => {
    const blank = rows.filter((row) => isBlank(row[column])).length;
    if (blank === 0) return [];
    return column === text
      ? `cleaning: leaves nothing of ${count(blank)} texts of ${file}; the step empty drops such rows from training`
      : `cleaning: leaves nothing of ${count(blank)} texts in column "${columns[column]}" of ${file}; they are read as empty`;
  });
}

/** The rows that are left, with what stood in the file where a required text is empty now. */
function withRawBlanks(raw: Table, cleaned: Table, required: readonly number[]): Table {
  const rowOf = new Map(raw.rows.map((row, index) => [recordOf(raw, index), row]));
  const rows = cleaned.rows.map((row, index) => {
    const before = rowOf.get(recordOf(cleaned, index)) ?? row;
    return row.map((cell, column) =>
      required.includes(column) && isBlank(cell) ? (before[column] ?? null) : cell,
    );
  });
  return { ...cleaned, rows };
}
