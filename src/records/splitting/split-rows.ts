import type { Table } from "../table.js";
import { contentDraws, contentOrder } from "./content-order.js";
import { groupedParts } from "./grouped-parts.js";
import { iterativeStratification } from "./iterative-stratification.js";
import { stratifiedParts } from "./stratified-parts.js";

export interface SplitSettings {
  readonly seed: number;
  /** Labels of each row, to be kept in their shares; a row may have several, or none. */
  readonly labels?: readonly (readonly string[])[] | undefined;
  /** The group of each row, by name: no group is in two parts. */
  readonly groups?: readonly string[] | undefined;
  /** When each row is: the first part gets the earliest. Alone: labels and groups are then not heeded. */
  readonly times?: readonly number[] | undefined;
}

/**
 * Splits rows into parts: at random, with labels in their shares, by whole groups, or by time.
 *
 * A row's part depends on the seed and on what the rows hold, never on where they stand: the same rows
 * in another order give the same parts. Rows are ordered by a hash of seed and content, and the sizes
 * cut that order, so they are exact; with groups they come as near as whole groups allow. Rows of equal
 * content, and of equal time, are told apart by that order too.
 *
 * @param rows - the cells of each row
 * @param counts - rows of each part, with the sum of all rows
 * @returns for each part its rows, ascending
 * @throws GROUPS_TOO_FEW
 *
 * @example
 * const counts = partCounts(table.rows.length, [{ name: "train", size: 0.9 }, { name: "test", size: 0.1 }]);
 * const [train, test] = splitRows(table.rows, counts, { seed: 42 });
 */
export function splitRows(
  rows: Table["rows"],
  counts: readonly number[],
  settings: SplitSettings,
): Int32Array[] {
  const parts = partsOf(rows, counts, settings);
  return counts.map((_, part) =>
    Int32Array.from([...parts.keys()].filter((row) => parts[row] === part)),
  );
}

/** `[n]` the number of each row's part. */
function partsOf(
  rows: Table["rows"],
  counts: readonly number[],
  { seed, labels, groups, times }: SplitSettings,
): Int32Array {
  if (groups) return groupedParts(groups, labels ?? [], counts, seed);
  const contents = rows.map((row) => JSON.stringify(row));
  const order = contentOrder(contents, seed);
  if (times) {
    // A stable sort: rows of one time stay in the order of their content.
    return inOrder(
      order.sort((a, b) => (times[a] as number) - (times[b] as number)),
      counts,
    );
  }
  if (labels === undefined) return inOrder(order, counts);
  const isSingle = labels.every(({ length }) => length === 1);
  return isSingle
    ? stratifiedParts(
        labels.map(([label = ""]) => label),
        counts,
        order,
      )
    : iterativeStratification(labels, counts, order, contentDraws(contents, seed));
}

/** The first rows of an order go to the first part, and so on. */
function inOrder(order: Int32Array, counts: readonly number[]): Int32Array {
  const parts = new Int32Array(order.length);
  let next = 0;
  for (const [part, count] of counts.entries()) {
    for (const row of order.subarray(next, next + count)) parts[row] = part;
    next += count;
  }
  return parts;
}
