/**
 * The part of each row when rows have several labels and every label is to keep its share in every
 * part: the iterative stratification of Sechidis, Tsoumakas and Vlahavas 2011. The label with the
 * fewest rows left is shared out first, each of its rows to the part that lacks most of the label, then
 * to the one that lacks most rows. Unlike there a full part takes no more rows, so that the sizes are
 * exact; and the number of a row's labels counts as a label too, or rows with several would leave the
 * most frequent label uneven.
 *
 * @param rowLabels - labels of each row, each once; a row may have none
 * @param counts - rows of each part
 * @param order - rows in random order
 * @param draws - a number in [0, 1) for each row, which decides between equal parts
 * @returns `[n]` number of a part
 */
export function iterativeStratification(
  rowLabels: readonly (readonly string[])[],
  counts: readonly number[],
  order: Int32Array,
  draws: Float64Array,
): Int32Array {
  const labels = rowLabels.map(withCount);
  const waiting = rowsByLabel(labels, order);
  const left = new Map([...waiting].map(([label, rows]) => [label, rows.length]));
  const lacking = new Map(
    [...left].map(([label, count]) => [
      label,
      counts.map((part) => (count * part) / labels.length),
    ]),
  );
  const room = [...counts];
  const parts = new Int32Array(labels.length).fill(-1);

  const assign = (row: number, wanted: readonly number[]): void => {
    const part = neediest(wanted, room, draws[row] as number);
    parts[row] = part;
    room[part] = (room[part] as number) - 1;
    for (const label of labels[row] ?? []) {
      const lacks = lacking.get(label) ?? [];
      lacks[part] = (lacks[part] as number) - 1;
      left.set(label, (left.get(label) as number) - 1);
    }
  };

  for (let label = rarest(left); label !== undefined; label = rarest(left)) {
    for (const row of waiting.get(label) ?? []) {
      if (parts[row] === -1) assign(row, lacking.get(label) ?? []);
    }
  }
  for (const row of order) if (parts[row] === -1) assign(row, room);
  return parts;
}

/** The labels of a row, and where they are several a name for their number that no label has. */
const withCount = (labels: readonly string[]): readonly string[] =>
  labels.length > 1 ? [...labels, `\u0000${labels.length}`] : labels;

/** Rows of each label in the given order; labels sorted, so that ties do not depend on the rows. */
function rowsByLabel(
  labels: readonly (readonly string[])[],
  order: Int32Array,
): Map<string, number[]> {
  const names = [...new Set(labels.flat())].sort();
  const rowsOf = new Map<string, number[]>(names.map((name) => [name, []]));
  for (const row of order) for (const label of labels[row] ?? []) rowsOf.get(label)?.push(row);
  return rowsOf;
}

/** The label with the fewest rows that are not shared out yet; undefined when none has any. */
function rarest(left: ReadonlyMap<string, number>): string | undefined {
  let found: string | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const [label, count] of left) {
    if (count > 0 && count < fewest) [found, fewest] = [label, count];
  }
  return found;
}

/** Of the parts with room the one with the highest want, then the most room, then by the draw. */
function neediest(wanted: readonly number[], room: readonly number[], draw: number): number {
  const open = [...room.keys()].filter((part) => (room[part] as number) > 0);
  const wantedBest = highest(open, wanted);
  const best = highest(wantedBest, room);
  return best[Math.floor(draw * best.length)] as number;
}

function highest(parts: readonly number[], values: readonly number[]): number[] {
  const most = Math.max(...parts.map((part) => values[part] as number));
  return parts.filter((part) => values[part] === most);
}
