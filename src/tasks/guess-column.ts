import type { Table } from "../records/index.js";

/** The column under the first of these names that the table has, whatever its case. */
export function columnOfNames(
  table: Pick<Table, "columns">,
  names: readonly string[],
  ...except: (number | undefined)[]
): number | undefined {
  const columns = table.columns.map((column) => column.trim().toLowerCase());
  return names.map((name) => columns.indexOf(name)).find((at) => at !== -1 && !except.includes(at));
}

/** The column that was named, where the table has it; or else the one under the first of the usual names. */
export function namedOrUsual(
  table: Pick<Table, "columns">,
  name: string | undefined,
  usual: readonly string[],
): number | undefined {
  if (name === undefined) return columnOfNames(table, usual);
  const column = table.columns.indexOf(name);
  return column === -1 ? undefined : column;
}

/** The column with the longest cells, of those that differ in most rows and are no numbers. */
export function textColumnByContent(
  table: Table,
  ...except: (number | undefined)[]
): number | undefined {
  const likely = cellsByColumn(table, except).filter(
    ({ cells }) => new Set(cells).size > cells.length / 2 && !cells.every(isNumber),
  );
  return mostOf(likely, ({ cells }) => cells.reduce((total, cell) => total + cell.length, 0));
}

/**
 * The column with the fewest values, of those that have at least two and no cell empty. What is called
 * `document` tells which rows belong together, as the readers of plain text and CoNLL count it.
 */
export function labelColumnByContent(
  table: Table,
  ...except: (number | undefined)[]
): number | undefined {
  const document = columnOfNames(table, ["document"]);
  const likely = cellsByColumn(table, [...except, document])
    .map(({ column, cells }) => ({ column, cells, valueCount: new Set(cells).size }))
    .filter(
      ({ cells, valueCount }) =>
        valueCount >= 2 && valueCount <= cells.length / 2 && !cells.includes(""),
    );
  return mostOf(likely, ({ valueCount }) => -valueCount);
}

interface ColumnCells {
  readonly column: number;
  readonly cells: readonly string[];
}

function cellsByColumn(table: Table, except: readonly (number | undefined)[]): ColumnCells[] {
  return table.columns
    .map((_, column) => ({
      column,
      cells: table.rows.map((row) => row[column]?.trim() ?? ""),
    }))
    .filter(({ column }) => !except.includes(column));
}

function isNumber(cell: string): boolean {
  return Number.isFinite(Number(cell));
}

/** The first of the columns with the highest score. */
function mostOf<T extends ColumnCells>(
  columns: readonly T[],
  scoreOf: (column: T) => number,
): number | undefined {
  return [...columns].sort((a, b) => scoreOf(b) - scoreOf(a))[0]?.column;
}
