import type { FormatName } from "./read-options.js";

/** Formats of tools whose readers give null where nobody annotated a row, and an empty list where nothing was found. */
const tellingFormats: readonly FormatName[] = ["label-studio", "cluener"];

/**
 * Whether a cell of marks, such as spans, was never told: nobody annotated its row. In tables and JSON lines of other
 * programs a missing cell is how rows are written in which nothing is marked.
 */
export function isUntold(format: FormatName, cell: string | null | undefined): boolean {
  return tellingFormats.includes(format) && (cell === null || cell === undefined);
}
