import type { JsonObject } from "../base/index.js";
import { stepKinds } from "../records/cleaning/step-kinds.js";
import type { Cleaned, CleaningPipeline, CleaningStep, Table } from "../records/index.js";
import { tableLines } from "./table.js";

/** What a cleaning was, and what it did. */
export interface DoneCleaning {
  readonly before: Table;
  /** The text column. */
  readonly column: number;
  readonly cleaned: Cleaned;
  readonly pipeline: CleaningPipeline;
}

const exampleCount = 5;

/** For `--help`: every step with its settings. */
export function stepHelp(): string {
  const names = stepKinds.map(({ name }) => name.length);
  const width = Math.max(...names) + 2;
  const lines = stepKinds.flatMap(({ name, does, takes }) => [
    `  ${name.padEnd(width)}${does}`,
    ...(takes === undefined ? [] : [`  ${" ".repeat(width)}${takes}`]),
  ]);
  return `
Steps, with their settings as --steps writes them; the first word of a choice is the default:
${lines.join("\n")}
A BERT needs neither stop-words nor stem: it was trained on whole sentences. Both are off unless named.
`;
}

/** What each step did, as a table. */
export function cleaningLines({ before, cleaned }: DoneCleaning): string[] {
  const rows = cleaned.reports.map(({ step, changed, dropped, firstRows }) => [
    step.step,
    settingsText(step),
    count(changed),
    count(dropped),
    firstRows.join(", "),
  ]);
  return [
    ...tableLines(
      [["step", "settings", "changed", "dropped", "first rows"], ...rows],
      ["left", "left", "right", "right", "left"],
    ),
    "",
    `${count(before.rows.length)} rows read, ${count(cleaned.table.rows.length)} left`,
  ];
}

/** The first rows whose text is another now, or that are gone. */
export function exampleLines(done: DoneCleaning): string[] {
  return examplesOf(done).flatMap(({ row, before, after }) => [
    `Row ${row}`,
    `  before  ${JSON.stringify(before)}`,
    `  after   ${after === undefined ? "dropped" : JSON.stringify(after)}`,
    "",
  ]);
}

/** The report for programs. */
export function cleaningJson(done: DoneCleaning): JsonObject {
  const { before, cleaned, pipeline } = done;
  return {
    rows: { read: before.rows.length, left: cleaned.table.rows.length },
    steps: cleaned.reports.map(({ step, changed, dropped, firstRows }) => ({
      ...step,
      changed,
      dropped,
      firstRows,
    })),
    examples: examplesOf(done).map(({ row, before, after }) => ({
      row,
      before,
      after: after ?? null,
      dropped: after === undefined,
    })),
    pipeline: { version: pipeline.version, steps: [...pipeline.steps] },
  };
}

interface CleaningExample {
  /** Number of the record, from 1. */
  readonly row: number;
  readonly before: string | null;
  /** Undefined where the row was dropped. */
  readonly after: string | null | undefined;
}

function examplesOf({ before, column, cleaned: { table } }: DoneCleaning): CleaningExample[] {
  const left = new Map(table.records?.map((record, row) => [record, row]));
  const examples: CleaningExample[] = [];
  for (const [record, cells] of before.rows.entries()) {
    if (examples.length === exampleCount) break;
    const text = cells[column] ?? null;
    const row = left.get(record);
    const after = row === undefined ? undefined : (table.rows[row]?.[column] ?? null);
    if (after !== text) examples.push({ row: record + 1, before: text, after });
  }
  return examples;
}

const count = (value: number): string => value.toLocaleString("en-US");

function settingsText({ step: _, ...settings }: CleaningStep): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name}=${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(" ");
}
