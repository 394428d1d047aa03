import { BerthError } from "../../base/index.js";
import { contentDraws } from "./content-order.js";

/**
 * The part of each row when rows of one group must stay together. Large groups are placed first, by
 * powers of two, in a random order within each; each goes to the part where it adds least to
 * `sum (rows - wanted)^2 / wanted` over the part's rows and labels. Sizes and shares come as near as
 * whole groups allow.
 *
 * @param groups - name of each row's group
 * @param labels - labels of each row, to be kept in their shares; a row may have several, or none
 * @param counts - wanted rows of each part
 * @returns `[n]` number of a part
 * @throws GROUPS_TOO_FEW when there are fewer groups than parts
 */
export function groupedParts(
  groups: readonly string[],
  labels: readonly (readonly string[])[],
  counts: readonly number[],
  seed: number,
): Int32Array {
  const found = groupsOf(groups, labels, seed);
  if (found.length < counts.length) refuse(found.length, counts.length);
  const ledgers = ledgersOf(found, counts, groups.length);
  const parts = new Int32Array(groups.length);
  const empty = new Set(counts.keys());
  for (const [place, group] of found.entries()) {
    // The last groups go to parts that have none yet.
    const open = found.length - place > empty.size ? [...counts.keys()] : [...empty];
    const costs = new Map(open.map((part) => [part, costOf(group, ledgers, part)]));
    const least = Math.min(...costs.values());
    const best = open.filter((part) => costs.get(part) === least);
    const part = best[Math.floor(group.draw * best.length)] as number;
    empty.delete(part);
    for (const row of group.rows) parts[row] = part;
    for (const [label, count] of group.counts) {
      const { held } = ledgers.get(label) as Ledger;
      held[part] = (held[part] as number) + count;
    }
  }
  return parts;
}

interface Group {
  readonly rows: number[];
  /** Rows of each label, and of all under the label "every row". */
  readonly counts: Map<string | undefined, number>;
  readonly draw: number;
}

/** Rows of a label that each part holds, and should. */
interface Ledger {
  readonly held: number[];
  readonly wanted: readonly number[];
}

/** Stands for the rows of all labels. */
const everyRow = undefined;

function groupsOf(
  names: readonly string[],
  labels: readonly (readonly string[])[],
  seed: number,
): Group[] {
  const different = [...new Set(names)].sort();
  const draws = contentDraws(different, seed);
  const rowsOf = new Map(different.map((name) => [name, [] as number[]]));
  for (const [row, name] of names.entries()) rowsOf.get(name)?.push(row);
  const groups = [...rowsOf.values()].map((rows, index): Group => {
    return { rows, counts: countsOf(rows, labels), draw: draws[index] as number };
  });
  const sizeClass = ({ rows }: Group): number => Math.floor(Math.log2(rows.length));
  return groups.sort((a, b) => sizeClass(b) - sizeClass(a) || a.draw - b.draw);
}

/** In the order of the labels: costs are sums of fractions, whose last bits would tell the order of the rows. */
function countsOf(
  rows: readonly number[],
  labels: readonly (readonly string[])[],
): Group["counts"] {
  const counts: Group["counts"] = new Map([[everyRow, rows.length]]);
  for (const label of rows.flatMap((row) => labels[row] ?? []).sort()) {
    counts.set(label, (counts.get(label) ?? 0) + 1);
  }
  return counts;
}

function ledgersOf(
  groups: readonly Group[],
  partCounts: readonly number[],
  rowCount: number,
): Map<string | undefined, Ledger> {
  const totals = new Map<string | undefined, number>();
  for (const { counts } of groups) {
    for (const [label, count] of counts) totals.set(label, (totals.get(label) ?? 0) + count);
  }
  return new Map(
    [...totals].map(([label, total]) => [
      label,
      {
        held: partCounts.map(() => 0),
        wanted: partCounts.map((count) => (total * count) / rowCount),
      },
    ]),
  );
}

/** What a group adds: `((h + g - w)^2 - (h - w)^2) / w = g (2 (h - w) + g) / w`, over its labels. */
function costOf(
  { counts }: Group,
  ledgers: ReadonlyMap<string | undefined, Ledger>,
  part: number,
): number {
  let cost = 0;
  for (const [label, count] of counts) {
    const { held, wanted } = ledgers.get(label) as Ledger;
    const want = wanted[part] as number;
    cost += (count * (2 * ((held[part] as number) - want) + count)) / want;
  }
  return cost;
}

function refuse(groupCount: number, partCount: number): never {
  throw new BerthError(
    "GROUPS_TOO_FEW",
    `${groupCount} groups cannot fill ${partCount} parts, for a group is never divided. Ask for fewer parts, or group by a column with more values`,
    { groups: groupCount, parts: partCount },
  );
}
