import { unreachable } from "../../base/index.js";

/**
 * Shares the rows of each label out over the parts, in whole rows: every number is the label's exact
 * share `n_l * c_p / n` rounded down or up, and every part gets exactly its rows. (Controlled rounding
 * of a table, Cox 1987; that it is always possible is the theorem of whole flows.)
 *
 * Axes: L labels, P parts.
 *
 * @param labelCounts - `[L]` rows of each label
 * @param partCounts - `[P]` rows of each part, with the same sum
 * @returns `[L][P]`
 *
 * @example
 * roundShares([6, 4], [8, 2]); // [[5, 1], [3, 1]]
 */
export function roundShares(
  labelCounts: readonly number[],
  partCounts: readonly number[],
): number[][] {
  const total = labelCounts.reduce((sum, count) => sum + count, 0);
  const counts = labelCounts.map((rows) =>
    partCounts.map((part) => Math.floor((rows * part) / total)),
  );
  const lost = labelCounts.map((rows) => partCounts.map((part) => (rows * part) % total));
  const room = partCounts.map(
    (part, index) => part - counts.reduce((sum, row) => sum + (row[index] as number), 0),
  );
  // Parts that may round a label up, where most was lost first; and where it is rounded up so far.
  const choices = lost.map((row) =>
    [...row.keys()]
      .filter((part) => (row[part] as number) > 0)
      .sort((a, b) => (row[b] as number) - (row[a] as number) || a - b),
  );
  const raised = partCounts.map(() => new Set<number>());

  /** Finds a part for one more row of a label, moving rows of others on where it must. */
  const place = (label: number, seen: Set<number>): boolean => {
    for (const part of choices[label] as number[]) {
      const here = raised[part] as Set<number>;
      if (seen.has(part) || here.has(label)) continue;
      seen.add(part);
      if (!makeRoom(part, here, seen)) continue;
      here.add(label);
      return true;
    }
    return false;
  };
  const makeRoom = (part: number, here: Set<number>, seen: Set<number>): boolean => {
    if ((room[part] as number) > 0) {
      room[part] = (room[part] as number) - 1;
      return true;
    }
    for (const other of here) {
      if (place(other, seen)) return here.delete(other);
    }
    return false;
  };

  for (const [label, rows] of labelCounts.entries()) {
    const given = (counts[label] as number[]).reduce((sum, count) => sum + count, 0);
    for (let missing = rows - given; missing > 0; missing--) {
      if (!place(label, new Set())) unreachable(`no part for a row of label ${label}`);
    }
  }
  return counts.map((row, label) =>
    row.map((count, part) => count + (raised[part]?.has(label) ? 1 : 0)),
  );
}
