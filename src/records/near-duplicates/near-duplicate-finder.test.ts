import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";
import { temporaryFolder } from "../../../test/temporary-folder.js";
import { columnIndex, nearDuplicateClusters, readTable } from "../index.js";
import { type FinderOptions, nearDuplicateFinder } from "./near-duplicate-finder.js";

const folder = temporaryFolder();
const tweets = resolve(import.meta.dirname, "../../../../shared/data/gop-debate/Sentiment.csv");
if (!existsSync(tweets)) console.info(`skipped: the shared data sets are not at ${tweets}`);

afterEach(() => {
  vi.unstubAllEnvs();
});

/** The clusters of texts that come in pieces. */
async function found(texts: readonly string[], options: FinderOptions, piece = 7) {
  const finder = nearDuplicateFinder(options);
  try {
    for (let from = 0; from < texts.length; from += piece) {
      await finder.add(texts.slice(from, from + piece));
    }
    return [...(await finder.clusters()).firsts];
  } finally {
    await finder.close();
  }
}

test("clusters are the same whether texts are in memory or in files", async () => {
  const words = fc.constantFrom(
    "the",
    "debate",
    "last",
    "night",
    "was",
    "good",
    "BAD ",
    "很好",
    "a",
  );
  const texts = fc.array(
    fc.array(words, { minLength: 1, maxLength: 12 }).map((list) => list.join(" ")),
    { minLength: 12, maxLength: 30 },
  );
  await fc.assert(
    fc.asyncProperty(texts, fc.constantFrom(0.5, 0.8, 1), async (list, threshold) => {
      // The size of shingles is else chosen by the texts that came first.
      const options = { threshold, size: 5 };
      const whole = [...nearDuplicateClusters(list, options)];
      expect(await found(list, { ...options, mostTexts: 10 })).toEqual(whole);
      expect(await found(list, { ...options, mostUnits: 50 })).toEqual(whole);
    }),
    { numRuns: 30 },
  );
}, 60_000);

test("texts come back as they were, emoji, null characters and line breaks too", async () => {
  const texts = ["one\n😀", "a\0b", "", "ＤＥ", `one\n😀 more ${"x".repeat(9000)}`];
  for (const mostTexts of [2, 100]) {
    const finder = nearDuplicateFinder({ mostTexts });
    await finder.add(texts.slice(0, 3));
    await finder.add(texts.slice(3));
    for (const number of [4, 0, 1, 2, 3]) expect(finder.text(number)).toBe(texts[number]);
    await finder.close();
  }
});

test("what is written goes to the temporary folder, and is gone when the finder is closed", async () => {
  vi.stubEnv("TMPDIR", folder("."));
  expect(tmpdir()).toBe(folder("."));
  const finder = nearDuplicateFinder({ mostTexts: 2 });
  await finder.add(["one", "two", "three"]);
  expect(await readdir(folder("."))).toEqual([expect.stringContaining("berth-texts-")]);
  await finder.close();
  expect(await readdir(folder("."))).toEqual([]);
});

describe.skipIf(!existsSync(tweets))("13,871 tweets", () => {
  test("have the same clusters from files", async () => {
    const table = await readTable(tweets);
    const column = columnIndex(table, "text");
    const texts = table.rows.map((row) => row[column] ?? "");
    const whole = [...nearDuplicateClusters(texts)];
    expect(await found(texts, { mostTexts: 1000 }, 4000)).toEqual(whole);
  }, 60_000);
});

test("hundreds of copies of a few texts are so many clusters, in memory and in files, and none is in doubt", async () => {
  const originals = [
    "Stocks fell on Monday as oil rose above fifty dollars a barrel for the first time in years",
    "The home team won the last game of the season before a crowd of forty thousand people",
    "A new telescope has seen light from galaxies that formed soon after the universe began",
  ];
  const texts = Array.from({ length: 1500 }, (_, id) => `${id} ${originals[id % 3]}`);
  for (const mostTexts of [100, 10_000]) {
    const finder = nearDuplicateFinder({ mostTexts });
    await finder.add(texts);
    const shares: number[] = [];
    const { firsts, partlyCompared } = await finder.clusters((share) => shares.push(share));
    expect([...firsts]).toEqual(texts.map((_, id) => id % 3));
    expect(partlyCompared).toBe(0);
    expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
    await finder.close();
  }
});
