import { expect, test } from "vitest";
import { disjointSets } from "./disjoint-sets.js";
import { bucketJoiner } from "./join-buckets.js";

/** What comes of one bucket that is met in so many bands. */
function joined(count: number, bands: number, areAlike: (a: number, b: number) => boolean) {
  const sets = disjointSets(count);
  let comparisons = 0;
  const joiner = bucketJoiner(count, sets, (a, b) => {
    comparisons += 1;
    return areAlike(a, b);
  });
  const bucket = Array.from({ length: count }, (_, number) => number);
  for (let band = 0; band < bands; band++) joiner.join(bucket);
  const clusters = new Set(sets.leasts()).size;
  return { clusters, comparisons, partlyCompared: joiner.partlyCompared };
}

test("every pair of a small bucket is compared, but for those in one set", () => {
  expect(joined(33, 1, () => false)).toEqual({
    clusters: 33,
    comparisons: (33 * 32) / 2,
    partlyCompared: 0,
  });
  // Only the last is like the first.
  const ends = joined(33, 1, (a, b) => Math.abs(a - b) === 32);
  expect(ends).toMatchObject({ clusters: 32, partlyCompared: 0 });
});

test("a large bucket of one cluster takes one comparison a text, and none in the next band", () => {
  expect(joined(5000, 20, () => true)).toEqual({
    clusters: 1,
    comparisons: 4999,
    partlyCompared: 0,
  });
});

test("several clusters in one large bucket are found, and are not compared with each other for long", () => {
  const clusters = 7;
  const found = joined(7000, 20, (a, b) => a % clusters === b % clusters);
  expect(found).toMatchObject({ clusters, partlyCompared: 7000 });
  // In every band, 32 comparisons of each pair of clusters; and one a text to join it.
  expect(found.comparisons).toBeLessThan(7000 * 7 + 20 * 21 * 33);
});

test("texts that are all different cost the same however many meet", () => {
  const costs = [2000, 8000].map((count) => {
    const { comparisons, clusters, partlyCompared } = joined(count, 20, () => false);
    expect({ clusters, partlyCompared }).toEqual({ clusters: count, partlyCompared: count });
    return comparisons / count;
  });
  const [fewer = 0, more = 0] = costs;
  expect(more / fewer).toBeCloseTo(1, 1);
  // 127 and two in each band, where a text is the later one.
  expect(Math.max(...costs)).toBeLessThan(127 + 33 + 2 * 20);
});
