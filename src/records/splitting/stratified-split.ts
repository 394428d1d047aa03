import { BerthError, permutation, randomStream } from "../../base/index.js";

/** Rows of the two parts of a split, each in ascending order. */
export interface Split {
  readonly train: Int32Array;
  readonly validation: Int32Array;
}

/**
 * Splits rows so that every label keeps its share in both parts. Validation gets `fraction` of all
 * rows, rounded; every label has at least one row in each part, be it more than its share.
 *
 * @param labels - label of each row
 * @param fraction - share of validation, between 0 and 1
 * @param file - where the labels come from, for the sentence
 * @throws CLASS_TOO_SMALL for a label with fewer than two rows
 *
 * @example
 * stratifiedSplit(["a", "a", "b", "b"], 0.5, 42); // one "a" and one "b" in each part
 */
export function stratifiedSplit(
  labels: readonly string[],
  fraction: number,
  seed: number,
  file = "the data",
): Split {
  const classes = rowsByLabel(labels, file);
  const counts = validationCounts(
    classes.map(({ length }) => length),
    fraction,
  );
  const chosen = new Set<number>();
  for (const [index, rows] of classes.entries()) {
    const order = permutation(rows.length, randomStream(seed, "split", index));
    for (const place of order.subarray(0, counts[index])) chosen.add(rows[place] as number);
  }
  const all = Array.from(labels.keys());
  return {
    train: Int32Array.from(all.filter((row) => !chosen.has(row))),
    validation: Int32Array.from(all.filter((row) => chosen.has(row))),
  };
}

/** Rows of each label, labels sorted, so that the split does not depend on which came first. */
function rowsByLabel(labels: readonly string[], file: string): number[][] {
  const classes = new Map<string, number[]>();
  for (const [row, label] of labels.entries()) {
    const rows = classes.get(label);
    if (rows) rows.push(row);
    else classes.set(label, [row]);
  }
  const names = [...classes.keys()].sort();
  return names.map((label) => {
    const rows = classes.get(label) ?? [];
    if (rows.length > 1) return rows;
    throw new BerthError(
      "CLASS_TOO_SMALL",
      `${file}: a stratified split needs two rows of every label; of "${label}" there is 1. Add rows of this label, or give a validation file.`,
      { file, label, rows: rows.length },
    );
  });
}

/** How many rows of each class go to validation: its share, the rest by largest remainder. */
function validationCounts(sizes: readonly number[], fraction: number): number[] {
  const total = Math.round(sizes.reduce((sum, size) => sum + size, 0) * fraction);
  const shares = sizes.map((size) => size * fraction);
  const counts = sizes.map((size, index) =>
    Math.max(1, Math.min(size - 1, Math.floor(shares[index] as number))),
  );
  const byRemainder = sizes
    .map((_, index) => index)
    .sort((a, b) => remainder(shares, counts, b) - remainder(shares, counts, a));
  let missing = total - counts.reduce((sum, count) => sum + count, 0);
  for (const index of byRemainder) {
    if (missing <= 0) break;
    if ((counts[index] as number) + 1 < (sizes[index] as number)) {
      counts[index] = (counts[index] as number) + 1;
      missing -= 1;
    }
  }
  return counts;
}

function remainder(shares: readonly number[], counts: readonly number[], index: number): number {
  return (shares[index] as number) - (counts[index] as number);
}
