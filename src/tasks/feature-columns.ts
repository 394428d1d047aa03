import { BerthError, isJsonObject, type JsonObject } from "../base/index.js";
import { columnIndex } from "../records/index.js";
import { requireNumbers } from "./feature-numbers.js";
import type { TaskColumns, TaskRows } from "./task.js";

/** A column beside the text that a head reads, with what was found in the training rows. */
export type FeatureColumn =
  | {
      readonly column: string;
      readonly kind: "numeric";
      readonly mean: number;
      readonly deviation: number;
      /** Whether a second number tells that the cell is empty: some of the training rows were. */
      readonly tellsMissing: boolean;
    }
  | { readonly column: string; readonly kind: "categorical"; readonly values: readonly string[] };

/** More would make a head of columns and not of texts. */
const MOST_VALUES = 100;

/**
 * Reads `--feature-columns` against the training rows: kinds, statistics and values.
 *
 * @param specs - names of columns, each perhaps with `:numeric` or `:categorical` behind; by its cells where not
 * @throws COLUMN_MISSING, FEATURE_NUMBER, FEATURE_VALUES
 * @throws SETTING_UNFIT when a column is named twice, is what is to be learnt, or is read as text
 */
export async function fitFeatures(
  specs: readonly string[],
  part: TaskRows,
): Promise<readonly FeatureColumn[]> {
  const fitted: FeatureColumn[] = [];
  for (const spec of specs) {
    const { column, kind } = parsed(spec, part);
    const place = columnIndex(part.table, column);
    const taken = fitted.some((other) => other.column === column)
      ? "is named twice"
      : usedAlready(place, part.columns);
    if (taken !== undefined) {
      const message = `--feature-columns: the column "${column}" ${taken}. Leave it out.`;
      throw new BerthError("SETTING_UNFIT", message, { column });
    }
    const cells = Array.from(part.rows, (row) => part.table.rows[row]?.[place]?.trim() ?? "");
    if ((kind ?? kindOf(cells)) === "numeric") {
      await requireNumbers(part, place);
      fitted.push(numeric(column, cells));
    } else fitted.push(categorical(column, cells));
  }
  return fitted;
}

/** What else a column is used for. */
function usedAlready(place: number, { text, label, more = {} }: TaskColumns): string | undefined {
  if (place === label) return "is what is to be learnt";
  return [text, ...Object.values(more)].includes(place) ? "is read as text already" : undefined;
}

function parsed(spec: string, { table }: TaskRows) {
  const [, column, kind] = /^(.*):(numeric|categorical)$/.exec(spec) ?? [];
  return column === undefined || table.columns.includes(spec) ? { column: spec } : { column, kind };
}

function kindOf(cells: readonly string[]): FeatureColumn["kind"] {
  const filled = cells.filter((cell) => cell !== "");
  const areNumbers = filled.length > 0 && filled.every((cell) => Number.isFinite(Number(cell)));
  return areNumbers ? "numeric" : "categorical";
}

/**
 * Mean and deviation over n, as scikit-learn's StandardScaler takes them. A column of one value has deviation 1, by its
 * bound too: rounding leaves a variance that is not 0.
 */
function numeric(column: string, cells: readonly string[]): FeatureColumn {
  const numbers = cells.filter((cell) => cell !== "").map(Number);
  const count = Math.max(1, numbers.length);
  const mean = numbers.reduce((sum, value) => sum + value, 0) / count;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
  const rounding = count * Number.EPSILON * variance + (count * mean * Number.EPSILON) ** 2;
  const deviation = variance <= rounding ? 1 : Math.sqrt(variance);
  const tellsMissing = numbers.length < cells.length;
  return { column, kind: "numeric", mean, deviation, tellsMissing };
}

function categorical(column: string, cells: readonly string[]): FeatureColumn {
  const values = [...new Set(cells.filter((cell) => cell !== ""))].sort();
  if (values.length <= MOST_VALUES) return { column, kind: "categorical", values };
  throw new BerthError(
    "FEATURE_VALUES",
    `--feature-columns: the column "${column}" has ${values.length} values in the training rows; at most ${MOST_VALUES} become features. Group them, or leave the column out.`,
    { column, values: values.length, most: MOST_VALUES },
  );
}

/** What was found of a column, in a sentence. */
export function featureNote(found: FeatureColumn): string {
  const start = `feature column "${found.column}":`;
  if (found.kind === "categorical") {
    return `${start} ${found.values.length} values, one number each; --feature-columns ${found.column}:numeric takes it for numbers`;
  }
  const shown = (value: number): string => String(Number(value.toPrecision(4)));
  const missing = found.tellsMissing ? "; a second number tells empty cells" : "";
  return `${start} numbers of mean ${shown(found.mean)} and deviation ${shown(found.deviation)}${missing}; --feature-columns ${found.column}:categorical takes them for names`;
}

/** Numbers that the columns become. */
export function featureWidth(columns: readonly FeatureColumn[]): number {
  const widths = columns.map((one) =>
    one.kind === "numeric" ? 1 + Number(one.tellsMissing) : one.values.length,
  );
  return widths.reduce((sum, width) => sum + width, 0);
}

/** The columns as `config.json` keeps them. */
export function savedFeatures(columns: readonly FeatureColumn[]): JsonObject[] {
  return columns.map((one) =>
    one.kind === "numeric" ? { ...one } : { ...one, values: [...one.values] },
  );
}

/** The columns of `config.berth.features`, which Berth wrote itself. */
export function storedFeatures({ berth }: JsonObject): readonly FeatureColumn[] {
  const saved = isJsonObject(berth) ? berth["features"] : undefined;
  return Array.isArray(saved) ? (saved as unknown as FeatureColumn[]) : [];
}

/** Whether a head for some columns can go on with others: statistics may differ, what the numbers stand for may not. */
export function areSameFeatures(
  some: readonly FeatureColumn[],
  others: readonly FeatureColumn[],
): boolean {
  return JSON.stringify(some.map(featureMeaning)) === JSON.stringify(others.map(featureMeaning));
}

/** What the numbers of a column stand for, as plain JSON. */
export function featureMeaning(
  one: FeatureColumn,
): readonly [column: string, tells: boolean | readonly string[]] {
  return one.kind === "numeric" ? [one.column, one.tellsMissing] : [one.column, one.values];
}
