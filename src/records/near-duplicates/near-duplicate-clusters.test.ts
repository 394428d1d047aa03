import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { columnIndex, nearDuplicateClusters, readTable } from "../index.js";

const root = resolve(import.meta.dirname, "../../..");
const tweets = resolve(root, "../shared/data/gop-debate/Sentiment.csv");
if (!existsSync(tweets)) console.info(`skipped: the shared data sets are not at ${tweets}`);

/** Rows of each cluster with two or more. */
function clustersOf(firsts: Int32Array): number[][] {
  const rowsOf = new Map<number, number[]>();
  for (const [row, first] of firsts.entries())
    rowsOf.set(first, [...(rowsOf.get(first) ?? []), row]);
  return [...rowsOf.values()].filter((rows) => rows.length > 1);
}

const characters = (text: string): Set<string> => {
  const size = Math.min(5, text.length);
  return new Set(
    Array.from({ length: text.length - size + 1 }, (_, at) => text.slice(at, at + size)),
  );
};

function jaccard(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  const shared = [...a].filter((shingle) => b.has(shingle)).length;
  return shared / (a.size + b.size - shared);
}

/** The first row of each row's cluster, every pair compared on the shingles themselves. */
function bruteForce(texts: readonly string[], threshold: number): number[] {
  const sets = texts.map(characters);
  const firsts = [...texts.keys()];
  for (const [row, set] of sets.entries()) {
    for (let other = 0; other < row; other++) {
      if (jaccard(set, sets[other] as Set<string>) < threshold) continue;
      const [from, to] = [firsts[row] as number, firsts[other] as number];
      const [low, high] = [Math.min(from, to), Math.max(from, to)];
      for (const [place, first] of firsts.entries()) if (first === high) firsts[place] = low;
    }
  }
  return firsts;
}

test("clusters are those that comparing every pair of texts gives", () => {
  const words = fc.constantFrom("the", "debate", "last", "night", "was", "good", "bad", "why", "a");
  const texts = fc.array(
    fc.array(words, { minLength: 1, maxLength: 12 }).map((list) => list.join(" ")),
    { minLength: 1, maxLength: 25 },
  );
  fc.assert(
    fc.property(texts, fc.constantFrom(0.5, 0.7, 0.8, 0.9, 1), (list, threshold) => {
      const found = nearDuplicateClusters(list, { threshold, size: 5 });
      expect([...found]).toEqual(bruteForce(list, threshold));
    }),
    // One pair in a thousand that is just alike may be missed: the texts are always the same ones.
    { numRuns: 150, seed: 1 },
  );
});

test("clusters do not depend on the order of the texts", () => {
  const base = Array.from(
    { length: 60 },
    (_, row) => `number ${row % 20} of the long list of texts`,
  );
  const alike = (texts: readonly string[]): string[] =>
    clustersOf(nearDuplicateClusters(texts))
      .map((rows) => [...new Set(rows.map((row) => texts[row]))].sort().join("|"))
      .sort();
  fc.assert(
    fc.property(fc.shuffledSubarray(base, { minLength: base.length }), (shuffled) => {
      expect(alike(shuffled)).toEqual(alike(base));
    }),
    { numRuns: 20 },
  );
});

test("case and runs of spaces make no difference, and an empty text is like other empty ones", () => {
  const texts = ["Good  morning\tall", "good morning ALL", "", "  ", "bye"];
  expect([...nearDuplicateClusters(texts, { threshold: 1 })]).toEqual([0, 0, 2, 2, 4]);
});

test("links and mentions are compared unless they are masked, and alone they always are", () => {
  const texts = [
    "RT @ann: What a night in Cleveland https://t.co/abcdefgh",
    "RT @robert_miller: What a night in Cleveland https://t.co/zyxwvuts",
    "https://t.co/a1",
    "https://t.co/b2",
  ];
  expect([...nearDuplicateClusters(texts)]).toEqual([0, 1, 2, 3]);
  const masked = nearDuplicateClusters(texts, { maskLinks: true, maskMentions: true });
  expect([...masked]).toEqual([0, 0, 2, 3]);
});

test("Chinese text behind a link is no part of it, and the punctuation behind is", () => {
  const texts = [
    "https://t.co/abcdefgh房间干净整洁",
    "https://t.co/zyxwvuts房间干净整洁",
    "https://t.co/a1.",
    "https://t.co/b2.",
  ];
  const masked = nearDuplicateClusters(texts, { maskLinks: true });
  expect([...masked]).toEqual([0, 0, 2, 3]);
});

test("Chinese texts are compared by pairs of characters", () => {
  const texts = [
    "房间干净整洁，服务员态度很好，下次还会再来住",
    "房间干净整洁，服务员态度很好，下次还会再来",
    "房间又小又脏，服务员态度很差，再也不会来住了",
  ];
  expect([...nearDuplicateClusters(texts)]).toEqual([0, 0, 2]);
});

test("by words a changed word counts as one, however long it is", () => {
  const texts = [
    "one two three four five six seven eight nine ten",
    "one two three four five six seven eight nine internationalization",
  ];
  const words = { unit: "words", size: 1 } as const;
  expect([...nearDuplicateClusters(texts, words)]).toEqual([0, 0]);
  expect([...nearDuplicateClusters(texts)]).toEqual([0, 1]);
});

describe.skipIf(!existsSync(tweets))("13,871 tweets", () => {
  test("have the clusters that brute force over 54 million pairs gives", async () => {
    const fixture = resolve(root, "test/fixtures/near-duplicates.json");
    const { rows, clusters } = JSON.parse(readFileSync(fixture, "utf8"));
    const table = await readTable(tweets);
    const column = columnIndex(table, "text");
    const found = clustersOf(nearDuplicateClusters(table.rows.map((row) => row[column] ?? "")));
    expect(table.rows).toHaveLength(rows);
    // No pair is found in vain: all are verified. Nor is any cluster missed or torn.
    expect(found).toEqual(clusters);
  });
});
