import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  columnIndex,
  foldCounts,
  nearDuplicateGroups,
  partCounts,
  readTable,
  type SplitSettings,
  splitRows,
} from "../index.js";

const root = resolve(import.meta.dirname, "../../..");
const witness = JSON.parse(readFileSync(resolve(root, "test/fixtures/splitting.json"), "utf8"));
const data = resolve(root, "../shared/data");
if (!existsSync(data)) console.info(`skipped: the shared data sets are not at ${data}`);

type Held = Readonly<Record<string, number>>;

function heldBy(part: Int32Array, labels: readonly string[]): Record<string, number> {
  const held: Record<string, number> = {};
  for (const row of part) held[labels[row] ?? ""] = (held[labels[row] ?? ""] ?? 0) + 1;
  return held;
}

/** Rows with a content of their own, and labels in the given numbers. */
function labelled(sizes: Held) {
  const labels = Object.entries(sizes).flatMap(([name, size]) => Array<string>(size).fill(name));
  return { labels, rows: labels.map((label, row) => [`text ${row}`, label]) };
}

const three = [
  { name: "train", size: 0.7 },
  { name: "validation", size: 0.2 },
  { name: "test", size: 0.1 },
];

/** Random rows, some of equal content, with labels, groups and times. */
const someRows = fc.array(
  fc.record({
    text: fc.integer({ min: 0, max: 40 }),
    label: fc.constantFrom("a", "b", "c"),
    more: fc.uniqueArray(fc.constantFrom("x", "y", "z"), { maxLength: 3 }),
    group: fc.integer({ min: 0, max: 30 }),
    time: fc.integer({ min: 0, max: 9 }),
  }),
  { minLength: 30, maxLength: 80 },
);
type SomeRows = typeof someRows extends fc.Arbitrary<infer Rows> ? Rows : never;

const kinds: Record<string, (rows: SomeRows) => Omit<SplitSettings, "seed">> = {
  random: () => ({}),
  stratified: (rows) => ({ labels: rows.map(({ label }) => [label]) }),
  "multi-label": (rows) => ({ labels: rows.map(({ more }) => more) }),
  "by time": (rows) => ({ times: rows.map(({ time }) => time) }),
};

const cellsOf = (rows: SomeRows): string[][] =>
  rows.map(({ text, label, more, group, time }) => [text, label, more, group, time].map(String));

/** Contents of each part, sorted. */
const contentsOf = (parts: readonly Int32Array[], rows: SomeRows): string[][] =>
  parts.map((part) => Array.from(part, (row) => JSON.stringify(cellsOf(rows)[row])).sort());

test.each(Object.keys(kinds))("a %s split uses every row once and has exact sizes", (kind) => {
  fc.assert(
    fc.property(someRows, fc.nat(), (rows, seed) => {
      const counts = partCounts(rows.length, three);
      const parts = splitRows(cellsOf(rows), counts, { seed, ...kinds[kind]?.(rows) });
      expect(parts.map((part) => part.length)).toEqual(counts);
      const all = parts.flatMap((part) => [...part]).sort((a, b) => a - b);
      expect(all).toEqual([...rows.keys()]);
      for (const part of parts) expect([...part]).toEqual([...part].sort((a, b) => a - b));
    }),
  );
});

test.each(Object.keys(kinds))("a %s split has the same rows in every order of the file", (kind) => {
  fc.assert(
    fc.property(someRows.chain(withOrder), fc.nat(), ([rows, shuffled], seed) => {
      const counts = partCounts(rows.length, three);
      const contents = (list: SomeRows) =>
        contentsOf(splitRows(cellsOf(list), counts, { seed, ...kinds[kind]?.(list) }), list);
      expect(contents(shuffled)).toEqual(contents(rows));
    }),
  );
});

const withOrder = (rows: SomeRows) =>
  fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length }));

test("groups are never in two parts, every row is used, and the order of the file plays no part", () => {
  const grouped = (rows: SomeRows, isStratified: boolean, seed: number): Int32Array[] =>
    splitRows(cellsOf(rows), partCounts(rows.length, three), {
      seed,
      groups: rows.map(({ group }) => `group ${group}`),
      labels: isStratified ? rows.map(({ label }) => [label]) : undefined,
    });
  const property = fc.property(
    someRows.chain(withOrder),
    fc.boolean(),
    fc.nat(),
    ([rows, shuffled], isStratified, seed) => {
      fc.pre(new Set(rows.map(({ group }) => group)).size > 12);
      const parts = grouped(rows, isStratified, seed);
      const places = parts.flatMap((part, index) =>
        [...new Set(Array.from(part, (row) => rows[row]?.group))].map((group) => [group, index]),
      );
      expect(new Set(places.map(([group]) => group)).size).toBe(places.length);
      expect(parts.reduce((sum, part) => sum + part.length, 0)).toBe(rows.length);
      const again = grouped(shuffled, isStratified, seed);
      expect(contentsOf(again, shuffled)).toEqual(contentsOf(parts, rows));
    },
  );
  fc.assert(property);
  // Two parts cost the same here but for the order in which the fractions of labels are added.
  fc.assert(property, { seed: -1767987377, numRuns: 20 });
});

test("another seed gives another split", () => {
  const rows = Array.from({ length: 100 }, (_, row) => [`text ${row}`]);
  const first = (seed: number) => [...(splitRows(rows, [80, 20], { seed })[1] ?? [])];
  expect(first(1)).toEqual(first(1));
  expect(first(1)).not.toEqual(first(2));
});

test("stratified parts hold of each label what scikit-learn's hold, within one row", () => {
  for (const { sizes, parts: counts, held } of witness.splits) {
    const { rows, labels } = labelled(sizes);
    const parts = splitRows(rows, counts, { seed: 3, labels: labels.map((label) => [label]) });
    for (const [index, part] of parts.entries()) expectWithin(1, heldBy(part, labels), held[index]);
  }
});

test("stratified folds hold of each label what scikit-learn's hold, within one row", () => {
  for (const { sizes, folds, held } of witness.folds) {
    const { rows, labels } = labelled(sizes);
    const counts = foldCounts(rows.length, folds);
    const parts = splitRows(rows, counts, { seed: 3, labels: labels.map((label) => [label]) });
    for (const [index, part] of parts.entries()) expectWithin(1, heldBy(part, labels), held[index]);
  }
});

function expectWithin(most: number, held: Held, expected: Held): void {
  for (const [label, count] of Object.entries(expected)) {
    expect(Math.abs((held[label] ?? 0) - count)).toBeLessThanOrEqual(most);
  }
}

test("grouped stratified folds are no further from the wanted shares than scikit-learn's", () => {
  for (const { groups, labels, folds, held } of witness.groups) {
    const rows = labels.map((label: string, row: number) => [`text ${row}`, label]);
    const parts = splitRows(rows, foldCounts(rows.length, folds), {
      seed: 3,
      groups: groups.map(String),
      labels: labels.map((label: string) => [label]),
    });
    const all = heldBy(Int32Array.from(rows.keys()), labels);
    /** Rows by which the folds miss a part of each label as large as the others. */
    const missed = (parts: readonly Held[]): number =>
      Object.entries(all).reduce(
        (sum, [label, count]) =>
          sum +
          parts.reduce((rest, part) => rest + Math.abs((part[label] ?? 0) - count / folds), 0),
        0,
      );
    expect(missed(parts.map((part) => heldBy(part, labels)))).toBeLessThanOrEqual(missed(held));
  }
});

test("too few groups for the parts are refused", () => {
  const rows = Array.from({ length: 9 }, (_, row) => [`text ${row}`]);
  const groups = rows.map((_, row) => (row < 8 ? "one" : "two"));
  expect(() => splitRows(rows, [7, 1, 1], { seed: 1, groups })).toThrowError(
    expect.objectContaining({ code: "GROUPS_TOO_FEW", details: { groups: 2, parts: 3 } }),
  );
});

test("a split by time never has a row in an earlier part that is later than one of the next", () => {
  fc.assert(
    fc.property(someRows, (rows) => {
      const times = rows.map(({ time }) => time);
      const parts = splitRows(cellsOf(rows), partCounts(rows.length, three), { seed: 1, times });
      const edges = parts.flatMap((part) => {
        const own = Array.from(part, (row) => times[row] as number);
        return [Math.min(...own), Math.max(...own)];
      });
      expect(edges).toEqual([...edges].sort((a, b) => a - b));
    }),
  );
});

describe.skipIf(!existsSync(data))("public data sets", () => {
  test("grouping by near-duplicates leaves no tweet in two parts, where a random split leaks", async () => {
    const table = await readTable(resolve(data, "gop-debate/Sentiment.csv"));
    const cells = (name: string) =>
      table.rows.map((row) => row[columnIndex(table, name)]?.trim() ?? "");
    const texts = cells("text");
    const labels = cells("sentiment");
    const counts = partCounts(table.rows.length, [
      { name: "train", size: 0.8 },
      { name: "validation", size: 0.1 },
      { name: "test", size: 0.1 },
    ]);
    const settings = { seed: 42, labels: labels.map((label) => [label]) };
    const grouped = splitRows(table.rows, counts, {
      ...settings,
      groups: nearDuplicateGroups(texts),
    });
    const shared = (parts: readonly Int32Array[]): number => {
      const sets = parts.map((part) => new Set(Array.from(part, (row) => texts[row])));
      return sets.reduce((sum, { size }) => sum + size, 0) - new Set(texts).size;
    };
    expect(shared(splitRows(table.rows, counts, settings))).toBeGreaterThan(150);
    expect(shared(grouped)).toBe(0);
    for (const [index, part] of grouped.entries()) {
      const count = counts[index] as number;
      expect(Math.abs(part.length - count)).toBeLessThanOrEqual(2);
      for (const [label, held] of Object.entries(heldBy(part, labels))) {
        const wanted = (labels.filter((other) => other === label).length * count) / labels.length;
        expect(Math.abs(held - wanted)).toBeLessThan(2);
      }
    }
  });

  test("iterative stratification keeps the emotions nearer to their shares than chance", async () => {
    const lines = readFileSync(resolve(data, "goemotions/train.tsv"), "utf8").trimEnd().split("\n");
    const rows = lines.map((line) => line.split("\t"));
    const labels = rows.map((row) => row[1]?.split(",") ?? []);
    const counts = foldCounts(rows.length, 10);
    const totals = heldBy(Int32Array.from(labels.flat().keys()), labels.flat());
    /** Largest difference of a label's rows in a fold from a tenth of them. */
    const misses = (parts: readonly Int32Array[]): number[] => {
      const perFold = parts.map((part) => {
        const names = Array.from(part).flatMap((row) => labels[row] ?? []);
        const held = heldBy(Int32Array.from(names.keys()), names);
        return Object.entries(totals).map(([name, total]) =>
          Math.abs((held[name] ?? 0) - total / 10),
        );
      });
      return perFold.map((fold) => Math.max(...fold));
    };
    const random = splitRows(rows, counts, { seed: 1 });
    const iterative = splitRows(rows, counts, { seed: 1, labels });
    expect(Math.max(...misses(random))).toBeGreaterThan(30);
    expect(Math.max(...misses(iterative))).toBeLessThan(4);
  });
});
