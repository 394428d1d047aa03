import { roundShares } from "./round-shares.js";

/**
 * The part of each row when every label is to keep its share in every part: each part holds of each
 * label its exact share, rounded down or up, and exactly its number of rows.
 *
 * @param labels - label of each row
 * @param counts - rows of each part
 * @param order - rows in random order: of each label the first ones go to the first part
 * @returns `[n]` number of a part
 */
export function stratifiedParts(
  labels: readonly string[],
  counts: readonly number[],
  order: Int32Array,
): Int32Array {
  const rowsOf = new Map<string, number[]>();
  for (const row of order) {
    const label = labels[row] as string;
    const rows = rowsOf.get(label);
    if (rows) rows.push(row);
    else rowsOf.set(label, [row]);
  }
  const classes = [...rowsOf.keys()].sort().map((label) => rowsOf.get(label) ?? []);
  const shares = roundShares(
    classes.map(({ length }) => length),
    counts,
  );
  const parts = new Int32Array(labels.length);
  for (const [index, rows] of classes.entries()) {
    let next = 0;
    for (const [part, count] of (shares[index] ?? []).entries()) {
      for (const row of rows.slice(next, next + count)) parts[row] = part;
      next += count;
    }
  }
  return parts;
}
