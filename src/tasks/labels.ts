import { BerthError, nearest, someOf } from "../base/index.js";
import type { Table } from "../records/index.js";
import { labelCells, placeOf, placeText } from "./cells.js";

/**
 * The distinct labels of a column, sorted: a label's place is its class id. Labels that all look
 * like whole numbers sort as numbers, others by code point.
 *
 * @throws LABEL_EMPTY at the first empty cell
 * @throws ONE_CLASS when every row has the same label
 */
export async function readLabels(table: Table, column: number): Promise<string[]> {
  const labels = sortLabels([...new Set(await labelCells(table, column))]);
  if (labels.length > 1) return labels;
  const name = table.columns[column] as string;
  const [only = ""] = labels;
  throw new BerthError(
    "ONE_CLASS",
    `${table.file}: column "${name}" must hold at least two different labels; every row says "${only}". Choose the right column with --label-column, or add rows of another class.`,
    { file: table.file, column: name, label: only },
  );
}

/**
 * The class id of each row.
 *
 * @param labels - the labels that a model knows, in the order of its class ids
 * @param options.takesIds - whether a cell may also hold the id itself, from 0; it may where a model's labels have
 *   no names of their own
 * @throws LABEL_EMPTY at the first empty cell
 * @throws LABEL_UNKNOWN at the first label that is not among `labels`
 */
export async function classIds(
  table: Table,
  column: number,
  labels: readonly string[],
  { takesIds = areUnnamed(labels) }: { readonly takesIds?: boolean } = {},
): Promise<Int32Array> {
  const cells = await labelCells(table, column);
  const idOf = new Map([
    ...(takesIds ? labels.map((_, id) => [String(id), id] as const) : []),
    ...labels.map((label, id) => [label, id] as const),
  ]);
  const unknown = cells.findIndex((cell) => !idOf.has(cell));
  if (unknown !== -1) await throwUnknown(table, column, unknown, cells[unknown] as string, labels);
  return Int32Array.from(cells, (cell) => idOf.get(cell) as number);
}

/** Whether labels are called as transformers calls those that nobody named. */
const areUnnamed = (labels: readonly string[]): boolean =>
  labels.every((label, id) => label === `LABEL_${id}`);

async function throwUnknown(
  table: Table,
  column: number,
  row: number,
  label: string,
  labels: readonly string[],
): Promise<never> {
  const place = await placeOf(table, row);
  const near = nearest(label, labels);
  const advice =
    near === undefined
      ? "Correct it, or add rows with this label to the training data."
      : `Did you mean "${near}"?`;
  throw new BerthError(
    "LABEL_UNKNOWN",
    `${placeText(place)}: label "${label}" was not in the training data (${someOf(labels)}). ${advice}`,
    { ...place, column: table.columns[column] as string, label, labels, nearest: near ?? null },
  );
}

/** Labels in the order of their class ids: as whole numbers where all are, else by code point. */
export function sortLabels(labels: readonly string[]): string[] {
  const areNumbers = labels.every((label) => /^[+-]?\d+$/.test(label));
  return [...labels].sort(
    (a, b) => (areNumbers ? Number(a) - Number(b) : 0) || compareCodePoints(a, b),
  );
}

/** Order by code point, as in Python; JavaScript's own is by UTF-16 unit. UTF-8 bytes keep it. */
function compareCodePoints(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
