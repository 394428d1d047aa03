import { disjointSets } from "../near-duplicates/disjoint-sets.js";
import {
  type NearDuplicateOptions,
  nearDuplicateClusters,
} from "../near-duplicates/near-duplicate-clusters.js";
import { columnIndex, type Table } from "../table.js";

/**
 * The group of each row, by the value of a column. A row whose cell is empty is a group by itself.
 *
 * @throws COLUMN_MISSING
 */
export function columnGroups(table: Table, name: string): string[] {
  const column = columnIndex(table, name);
  return table.rows.map((row) => {
    const cell = row[column]?.trim() ?? "";
    return cell === "" ? JSON.stringify(row) : cell;
  });
}

/**
 * The group of each text, by name: texts that say nearly the same are one group. A group is named by
 * the first of its texts in the order of their UTF-16 units, whatever the order of the rows.
 *
 * @example
 * splitRows(rows, counts, { seed: 42, groups: nearDuplicateGroups(texts) });
 */
export function nearDuplicateGroups(
  texts: readonly string[],
  options: NearDuplicateOptions = {},
): string[] {
  const clusters = nearDuplicateClusters(texts, options);
  const names = new Map<number, string>();
  for (const [row, text] of texts.entries()) {
    const cluster = clusters[row] as number;
    const name = names.get(cluster);
    if (name === undefined || text < name) names.set(cluster, text);
  }
  return Array.from(clusters, (cluster) => names.get(cluster) as string);
}

/**
 * The group of each row where a row is in several: rows that share one of them, or are joined by rows
 * that do, are one group. It is named by its least name, whatever the order of the rows.
 *
 * @param names - lists of a name for every row; equal names are one group in all of them
 *
 * @example
 * joinedGroups([["a", "b", "c"], ["x", "y", "x"]]); // ["a", "b", "a"]
 */
export function joinedGroups(names: readonly (readonly string[])[]): string[] {
  const sets = disjointSets(names[0]?.length ?? 0);
  const firsts = new Map<string, number>();
  for (const list of names) {
    for (const [row, name] of list.entries()) {
      const first = firsts.get(name);
      if (first === undefined) firsts.set(name, row);
      else sets.join(first, row);
    }
  }
  const leasts = new Map<number, string>();
  for (const [name, row] of firsts) {
    const set = sets.find(row);
    const least = leasts.get(set);
    if (least === undefined || name < least) leasts.set(set, name);
  }
  return Array.from(sets.leasts(), (set) => leasts.get(set) as string);
}
