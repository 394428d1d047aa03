import { BerthError, nearest, someOf } from "../../base/index.js";
import type { Table } from "../../records/index.js";
import { placeOf, placeText } from "../cells.js";
import type { TaskColumns } from "../task.js";
import type { TaggedText } from "./entity.js";
import { readSpans } from "./read-spans.js";
import { readTags } from "./read-tags.js";

/** Role of the column that holds words where a file is made of words and tags. */
export const wordsRole = "words";

/** A row with its entities. */
export interface TaggedRow extends TaggedText {
  /** Spans that were left out because they overlap a longer one. */
  readonly overlapping?: number;
  /** Spans that were left out because they are of nothing but spaces. */
  readonly blank?: number;
}

/**
 * One row of a table.
 *
 * @throws TAGS_BROKEN when its words and tags do not pair up or one is no tag
 * @throws SPANS_BROKEN when its spans are no list, or not inside the text
 */
export async function taggedRow(
  table: Table,
  { text, label, more }: Pick<TaskColumns, "text" | "label" | "more">,
  row: number,
): Promise<TaggedRow> {
  const cells = table.rows[row] ?? [];
  const hasWords = more?.[wordsRole] !== undefined;
  const read = hasWords
    ? readTags(cells[text] ?? null, cells[label] ?? null)
    : readSpans(cells[text] ?? "", cells[label] ?? null);
  if (typeof read !== "string") return read;
  const place = await placeOf(table, row);
  const column = table.columns[label] as string;
  throw new BerthError(
    hasWords ? "TAGS_BROKEN" : "SPANS_BROKEN",
    `${placeText(place)}: column "${column}": ${read}. Correct the row, or delete it.`,
    { ...place, column },
  );
}

/** All types of entities in a table, by code point. */
export async function entityTypes(table: Table, columns: TaskColumns): Promise<string[]> {
  const types = new Set<string>();
  for (const row of table.rows.keys()) {
    const { entities } = await taggedRow(table, columns, row);
    for (const { type } of entities) types.add(type);
  }
  return [...types].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

/**
 * Requires that a model knows the types of a row's entities.
 *
 * @throws LABEL_UNKNOWN at the first that it does not
 */
export async function requireTypes(
  table: Table,
  columns: TaskColumns,
  row: number,
  { entities }: TaggedText,
  known: ReadonlySet<string>,
): Promise<void> {
  const unknown = entities.find(({ type }) => !known.has(type));
  if (unknown === undefined) return;
  const place = await placeOf(table, row);
  const types = [...known];
  const near = nearest(unknown.type, types);
  const advice =
    near === undefined
      ? "Correct it, or add rows with such entities to the training data."
      : `Did you mean "${near}"?`;
  throw new BerthError(
    "LABEL_UNKNOWN",
    `${placeText(place)}: the entity type "${unknown.type}" was not in the training data (${someOf(types)}). ${advice}`,
    {
      ...place,
      column: table.columns[columns.label] as string,
      label: unknown.type,
      labels: types,
      nearest: near ?? null,
    },
  );
}
