import { BerthError, someOf } from "../../base/index.js";
import type { Cells } from "../table.js";

/**
 * A cell of the first record that shows it to be data: it comes again, at least twice, in the same
 * column of records that differ from the first.
 *
 * @param sample - the first records, the one in question included
 * @returns the column's place and the cell; undefined where the first record may be names
 */
export function dataInHeader(
  sample: readonly Cells[],
): { readonly column: number; readonly cell: string } | undefined {
  const [first = [], ...rows] = sample;
  if (areNumbered(first)) return undefined;
  // A header that stands again below, as in files that were joined, is no data.
  const others = rows.filter((row) => row.some((cell, column) => cell !== first[column]));
  for (const [column, cell] of first.entries()) {
    if (cell === null || cell.trim() === "") continue;
    const again = others.reduce((sum, row) => sum + (row[column] === cell ? 1 : 0), 0);
    if (again >= 2) return { column, cell };
  }
  return undefined;
}

/** Whether names are 0, 1, 2 ..., as pandas writes where it has none. */
function areNumbered(first: Cells): boolean {
  const names = first[0] === null ? first.slice(1) : first;
  return names.every((name, index) => name === String(index));
}

/** Share of the records of a file without a header that a number of cells needs to be no fault. */
const SHARE_OF_WIDTH = 0.01;

/**
 * The numbers of cells that are no fault where no header says how many there must be: that of the
 * first record, and those of at least two records and a hundredth of them.
 */
export function frequentWidths(sample: readonly Cells[]): number[] {
  const counts = new Map<number, number>();
  for (const { length } of sample) counts.set(length, (counts.get(length) ?? 0) + 1);
  const needed = Math.max(2, sample.length * SHARE_OF_WIDTH);
  return [...counts]
    .filter(([width, count]) => width === sample[0]?.length || count >= needed)
    .map(([width]) => width)
    .sort((a, b) => a - b);
}

/** Names for the columns of a file without a header. */
export function numberedColumns(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `column${index + 1}`);
}

/**
 * The names that a header gives. Where several columns have none, each gets its number; one alone, such
 * as an index that pandas wrote, stays without.
 *
 * @param line - physical line of the header
 * @returns the names, and what is said of those that were given
 * @throws COLUMN_REPEATED
 */
export function namedColumns(
  file: string,
  header: Cells,
  line: number,
): { readonly columns: readonly string[]; readonly notes: readonly string[] } {
  const written = header.map((name) => name ?? "");
  const unnamed = [...written.keys()].filter((index) => written[index]?.trim() === "");
  const numbered = numberedColumns(written.length);
  const isNumbered = unnamed.length > 1;
  const columns = written.map((name, index) =>
    isNumbered && unnamed.includes(index) ? (numbered[index] as string) : name,
  );
  const repeated = columns.find((name, index) => columns.indexOf(name) !== index);
  if (repeated === undefined) {
    const names = unnamed.flatMap((index) => columns[index] ?? []);
    const note = `${file}: ${unnamed.length} columns have no name in the header; they are called ${someOf(names)}.`;
    return { columns, notes: isNumbered ? [note] : [] };
  }
  throw new BerthError(
    "COLUMN_REPEATED",
    `${file} line ${line}: every column must have a name of its own; "${repeated}" is there twice. Rename one in the header`,
    { file, line, column: repeated },
  );
}
