/** How many times each whole number came. */
export type Counts = ReadonlyMap<number, number>;

/** Numbers in bins of equal width. */
export interface Histogram {
  /** `[bins + 1]` borders, ascending; a bin has its lower border, the last one both. */
  readonly edges: readonly number[];
  /** `[bins]` */
  readonly counts: readonly number[];
}

const BINS = 30;

/** Counts numbers one by one. */
export function count(counts: Map<number, number>, value: number): void {
  counts.set(value, (counts.get(value) ?? 0) + 1);
}

/**
 * The histogram from the smallest number to the largest, as `numpy.histogram(values, bins)` has it.
 *
 * @example
 * histogram(new Map([[1, 2], [4, 1]]), 3); // { edges: [1, 2, 3, 4], counts: [2, 0, 1] }
 */
export function histogram(counts: Counts, bins = BINS): Histogram {
  const values = [...counts.keys()].sort((a, b) => a - b);
  const [first = 0] = values;
  const last = values.at(-1) ?? 1;
  const [low, high] = first === last ? [first - 0.5, first + 0.5] : [first, last];
  const step = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, index) =>
    index === bins ? high : index * step + low,
  );
  const perUnit = bins / (high - low);
  const found = Array.from({ length: bins }, () => 0);
  for (const value of values) {
    let bin = Math.min(bins - 1, Math.floor((value - low) * perUnit));
    // Rounding may put a number on the wrong side of a border.
    if (value < (edges[bin] as number)) bin -= 1;
    else if (bin < bins - 1 && value >= (edges[bin + 1] as number)) bin += 1;
    found[bin] = (found[bin] ?? 0) + (counts.get(value) ?? 0);
  }
  return { edges, counts: found };
}

/** What people ask of many numbers. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly smallest: number;
  /** The smallest number that covers half, 95 % or 99 % of all. */
  readonly median: number;
  readonly percentile95: number;
  readonly percentile99: number;
  readonly largest: number;
}

/** Lengths with their histogram. */
export type Lengths = Summary & { readonly histogram: Histogram };

export function summary(counts: Counts): Summary {
  const sorted = [...counts].sort(([a], [b]) => a - b);
  const total = sorted.reduce((sum, [, times]) => sum + times, 0);
  const sum = sorted.reduce((all, [value, times]) => all + value * times, 0);
  const covering = (share: number): number => percentile(sorted, total, share);
  return {
    count: total,
    mean: total === 0 ? 0 : sum / total,
    smallest: sorted[0]?.[0] ?? 0,
    median: covering(0.5),
    percentile95: covering(0.95),
    percentile99: covering(0.99),
    largest: sorted.at(-1)?.[0] ?? 0,
  };
}

/** The smallest number that covers a share of all. */
export function percentile(
  sorted: readonly (readonly [value: number, times: number])[],
  total: number,
  share: number,
): number {
  let covered = 0;
  for (const [value, times] of sorted) {
    covered += times;
    if (covered >= share * total) return value;
  }
  return 0;
}
