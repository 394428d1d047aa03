import { BerthError } from "../base/index.js";
import { type ContextualWords, openContextualWords } from "../prediction/index.js";
import {
  augmentRows,
  passagesOf,
  recordOf,
  rowWith,
  type Table,
  thesaurusFor,
} from "../records/index.js";
import type { Recipe } from "./recipe.js";

/** A table with made rows behind its own, each with the record of its source, and which of its rows to learn from. */
interface AugmentedRows {
  readonly table: Table;
  readonly rows: Int32Array;
  readonly note: string;
}

export interface AugmentingSettings {
  readonly seed: number;
  /** Is told how many rows are made so far, of how many. */
  readonly onMade?: ((rows: number, wanted: number) => void) | undefined;
  /** Stops the making of rows by a model; its reason is thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes rows out of the training rows of a table.
 *
 * @param rows - the training rows; no other row of the table is read or changed
 * @returns undefined when the recipe asks for none
 * @throws WORDNET_MISSING, THESAURUS_BROKEN; USAGE for contextual edits without a model, HEAD_MISSING
 */
export async function augmentedRows(
  table: Table,
  text: number,
  rows: Int32Array,
  recipe: Recipe,
  { seed, onMade, signal }: AugmentingSettings,
): Promise<AugmentedRows | undefined> {
  const { augment, augmentRate = 0.1, augmentRows: perRow = 1, augmentThesaurus } = recipe;
  if (augment === undefined) return undefined;
  const thesaurus = await thesaurusFor(augment, augmentThesaurus);
  const sources = Array.from(rows, (row) => table.rows[row] ?? []);
  const passages = passagesOf({ ...table, rows: sources }, { text });
  const settings = { methods: augment, rate: augmentRate, seed, thesaurus, onMade };
  const contextual = await contextualWords(recipe, signal);
  const edited = await augmentRows(
    passages,
    { perRow },
    { ...settings, suggest: contextual?.suggest },
  ).finally(() => contextual?.close());
  const made = edited.map(({ source, cells }) => ({
    cells: rowWith(sources[source] ?? [], { text }, cells),
    record: recordOf(table, rows[source] as number),
  }));
  return {
    table: {
      ...table,
      rows: [...table.rows, ...made.map(({ cells }) => cells)],
      records: [
        ...table.rows.map((_, row) => recordOf(table, row)),
        ...made.map(({ record }) => record),
      ],
    },
    rows: Int32Array.from([...rows, ...made.map((_, place) => table.rows.length + place)]),
    note: `augmentation: ${made.length} rows made of ${rows.length} training rows`,
  };
}

/** The model of contextual edits, where there are some. */
async function contextualWords(
  { augment = [], augmentModel, engine, device, threads }: Recipe,
  signal: AbortSignal | undefined,
): Promise<ContextualWords | undefined> {
  if (!augment.includes("contextual")) return undefined;
  if (augmentModel === undefined) {
    const message =
      "--augment contextual: needs a model with a masked-language head; name it with --augment-model";
    throw new BerthError("USAGE", message, { setting: "augmentModel" });
  }
  return openContextualWords(augmentModel, { engine, device, threads, signal });
}
