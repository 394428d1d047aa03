import type { FormatName } from "./read-options.js";

/**
 * Whether a cell of marks, such as spans, was never told: nobody annotated its row. In a CSV or TSV an
 * empty cell is how rows are written in which nothing is marked.
 */
export function isUntold(format: FormatName, cell: string | null | undefined): boolean {
  const isTextTable = format === "csv" || format === "tsv";
  return !isTextTable && (cell === null || cell === undefined);
}
