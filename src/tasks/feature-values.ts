import type { Example } from "../base/index.js";
import { columnIndex } from "../records/index.js";
import { type FeatureColumn, featureWidth } from "./feature-columns.js";
import { requireNumbers } from "./feature-numbers.js";
import type { TaskRows } from "./task.js";

/**
 * Examples with the features of their rows.
 *
 * @throws COLUMN_MISSING, FEATURE_NUMBER
 */
export async function withFeatures(
  examples: readonly Example[],
  columns: readonly FeatureColumn[],
  part: Pick<TaskRows, "table" | "rows">,
): Promise<readonly Example[]> {
  if (columns.length === 0) return examples;
  const places = columns.map(({ column }) => columnIndex(part.table, column));
  for (const [index, { kind }] of columns.entries()) {
    if (kind === "numeric") await requireNumbers(part, places[index] as number);
  }
  return examples.map((example) => {
    const cells = part.table.rows[example.row] ?? [];
    return {
      ...example,
      features: featureValues(
        columns,
        places.map((at) => cells[at] ?? ""),
      ),
    };
  });
}

/**
 * The numbers of a row's cells: `(x - mean) / deviation`, 0 where the cell is empty, with 1 behind where that is
 * told; and 1 at the place of a value, nowhere for one that training did not have.
 *
 * @param cells - one a column
 * @returns `[featureWidth(columns)]`
 */
function featureValues(columns: readonly FeatureColumn[], cells: readonly string[]): Float32Array {
  const values = new Float32Array(featureWidth(columns));
  let at = 0;
  for (const [index, one] of columns.entries()) {
    const cell = cells[index]?.trim() ?? "";
    if (one.kind === "categorical") {
      const place = one.values.indexOf(cell);
      if (place >= 0) values[at + place] = 1;
      at += one.values.length;
      continue;
    }
    if (cell !== "") values[at] = (Number(cell) - one.mean) / one.deviation;
    at += 1;
    if (one.tellsMissing) values[at++] = Number(cell === "");
  }
  return values;
}
