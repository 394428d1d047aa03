import { BerthError } from "../../base/index.js";
import { recordOf, type Table } from "../table.js";
import { type ReadStep, stepsOf } from "./read-pipeline.js";
import type { CleaningPipeline, CleaningRow, CleaningStep, CleanRows } from "./step.js";

/** Where a table keeps what is cleaned: text steps look at the text column only. */
export interface CleaningColumns {
  readonly text: number;
  readonly label?: number;
}

/** What one step did. */
export interface StepReport {
  readonly step: CleaningStep;
  /** Rows whose text or label is another now. */
  readonly changed: number;
  readonly dropped: number;
  /** Numbers of the first records that were changed or dropped, from 1; five at most. */
  readonly firstRows: readonly number[];
}

/** A table after cleaning, and what became of it. */
export interface Cleaned {
  /** The rows that are left, in order. All columns but text and label are as they were. */
  readonly table: Table;
  /** One a step, in order. */
  readonly reports: readonly StepReport[];
}

export interface CleanOptions {
  /** Told now and then how many of the rows are done, each counted once a step. */
  readonly onProgress?: (done: number, total: number) => void;
}

const firstRowCount = 5;
const rowsBetweenNews = 500;

/**
 * Runs a pipeline over a table, step by step.
 *
 * @throws as `readPipeline`; CLEANING_SETTING when a step looks at labels and there is no label column
 *
 * @example
 * const table = await readTable("tweets.csv");
 * const { text, label } = chooseColumns(table);
 * const cleaned = await cleanTable(table, { text, label }, presetPipeline("tweets"));
 */
export async function cleanTable(
  table: Table,
  columns: CleaningColumns,
  pipeline: CleaningPipeline,
  { onProgress }: CleanOptions = {},
): Promise<Cleaned> {
  const steps = stepsOf(pipeline);
  requireLabels(steps, columns, table.file);
  let rows: readonly CleaningRow[] = table.rows.map((cells, row) => ({
    record: recordOf(table, row),
    text: cells[columns.text] ?? null,
    label: columns.label === undefined ? null : (cells[columns.label] ?? null),
  }));
  const reports: StepReport[] = [];
  const total = steps.length * rows.length;
  for (const [place, step] of steps.entries()) {
    const told = (row: number): void => onProgress?.((place * total) / steps.length + row, total);
    const clean = await rowCleaner(step, told);
    const after = clean(rows);
    reports.push(reportOf(step.step, rows, after));
    rows = after;
  }
  return { table: withRows(table, columns, rows), reports };
}

/** Whether a pipeline looks at labels. */
export function usesLabels(pipeline: CleaningPipeline): boolean {
  return stepsOf(pipeline).some((step) => step.on === "rows" && step.usesLabel);
}

function requireLabels(steps: readonly ReadStep[], { label }: CleaningColumns, file: string): void {
  const needy = steps.find((step) => step.on === "rows" && step.usesLabel);
  if (needy === undefined || label !== undefined) return;
  throw new BerthError(
    "CLEANING_SETTING",
    `${file}: step "${needy.step.step}" looks at labels, and no label column is known. Name it with --label-column.`,
    { file, step: needy.step.step },
  );
}

async function rowCleaner(step: ReadStep, told: (row: number) => void): Promise<CleanRows> {
  if (step.on === "rows") return step.clean;
  const clean = await step.load();
  return (rows) =>
    rows.map((row, index) => {
      if (index % rowsBetweenNews === 0) told(index);
      if (row.text === null) return row;
      const text = clean(row.text);
      return text === row.text ? row : { ...row, text };
    });
}

/** Compares the rows before and after a step: both in file order. */
function reportOf(
  step: CleaningStep,
  before: readonly CleaningRow[],
  after: readonly CleaningRow[],
): StepReport {
  const left = new Map(after.map((row) => [row.record, row]));
  const touched = before.filter((row) => left.get(row.record) !== row);
  const dropped = before.length - after.length;
  return {
    step,
    changed: touched.length - dropped,
    dropped,
    firstRows: touched.slice(0, firstRowCount).map(({ record }) => record + 1),
  };
}

function withRows(table: Table, columns: CleaningColumns, rows: readonly CleaningRow[]): Table {
  const rowOf = new Map(table.rows.map((cells, row) => [recordOf(table, row), cells]));
  return {
    ...table,
    records: rows.map(({ record }) => record),
    rows: rows.map(({ record, text, label }) => {
      const cells = [...(rowOf.get(record) ?? [])];
      cells[columns.text] = text;
      if (columns.label !== undefined) cells[columns.label] = label;
      return cells;
    }),
  };
}
