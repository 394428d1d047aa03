import { unreachable } from "../base/index.js";
import { type RecordBatch, type RecordSource, recordOf, type Table } from "../records/index.js";
import type { CheckNames } from "../tasks/index.js";
import { checkParts, type PartSettings } from "./check-parts.js";
import type { CheckReport } from "./check-report.js";
import type { PartName } from "./collector.js";
import { namedLayout } from "./row-layout.js";

/** Some rows of a table in memory. */
export interface TablePart {
  readonly name: PartName;
  readonly table: Table;
  /** Places of the rows, ascending. */
  readonly rows: Int32Array;
}

/**
 * Checks rows that are in memory already, as `checkData` checks files. The first part is training.
 *
 * @param names - names of the columns in the training table, as its task reads them
 */
export function checkTables(
  parts: readonly TablePart[],
  names: CheckNames,
  settings: PartSettings = {},
): Promise<CheckReport> {
  const [first = unreachable("a check of nothing")] = parts;
  const sources = parts.map(({ name, table, rows }) => ({ name, source: sourceOf(table, rows) }));
  return checkParts(sources, namedLayout(first.table, names), settings);
}

function sourceOf(table: Table, rows: Int32Array): RecordSource {
  const { file, format, columns, notes = [], readAs = {} } = table;
  return {
    file,
    format,
    columns,
    notes,
    readAs,
    refused: [],
    refusedCount: 0,
    batches: () => batchesOf(table, rows),
  };
}

/** Runs of rows that follow each other in the table, and in its file. */
async function* batchesOf(table: Table, rows: Int32Array): AsyncGenerator<RecordBatch> {
  const goesOn = (index: number): boolean => {
    const [before, row] = [rows[index - 1] as number, rows[index]];
    return row === before + 1 && recordOf(table, row) === recordOf(table, before) + 1;
  };
  let begin = 0;
  for (let index = 1; index <= rows.length; index++) {
    if (goesOn(index)) continue;
    const first = rows[begin] as number;
    const run = table.rows.slice(first, first + index - begin);
    yield { firstRecord: recordOf(table, first) + 1, rows: run };
    begin = index;
  }
}
