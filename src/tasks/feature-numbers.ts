import { BerthError } from "../base/index.js";
import { placeOf, placeText } from "./cells.js";
import type { TaskRows } from "./task.js";

/** @throws FEATURE_NUMBER at the first cell that is neither empty nor a finite number */
export async function requireNumbers(
  { table, rows }: Pick<TaskRows, "table" | "rows">,
  column: number,
): Promise<void> {
  const cellAt = (row: number): string => table.rows[row]?.[column]?.trim() ?? "";
  const wrong = rows.find((row) => !Number.isFinite(Number(cellAt(row))));
  if (wrong === undefined) return;
  const place = await placeOf(table, wrong);
  const name = table.columns[column] ?? "";
  const value = cellAt(wrong);
  throw new BerthError(
    "FEATURE_NUMBER",
    `${placeText(place)}: column "${name}" is a numeric feature and must hold numbers; ${JSON.stringify(value)} came. Correct it, leave it empty, or train with --feature-columns ${JSON.stringify(`${name}:categorical`)}.`,
    { ...place, column: name, value },
  );
}
