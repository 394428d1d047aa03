import fc from "fast-check";
import { expect, test } from "vitest";
import { stratifiedSplit } from "./stratified-split.js";

function countOf(labels: readonly string[], rows: Int32Array, label: string): number {
  return [...rows].filter((row) => labels[row] === label).length;
}

test("a split keeps every row once, and every label in both parts in its share", () => {
  const labelCounts = fc.array(fc.integer({ min: 2, max: 60 }), { minLength: 1, maxLength: 6 });
  const fractions = fc.double({ min: 0.01, max: 0.99, noNaN: true });
  fc.assert(
    fc.property(labelCounts, fractions, fc.integer(), (counts, fraction, seed) => {
      const labels = counts.flatMap((count, label) => Array(count).fill(`label ${label}`));
      const { train, validation } = stratifiedSplit(labels, fraction, seed);
      expect([...train]).toEqual([...train].sort((a, b) => a - b));
      expect([...validation]).toEqual([...validation].sort((a, b) => a - b));
      expect([...train, ...validation].sort((a, b) => a - b)).toEqual([...labels.keys()]);
      for (const [label, count] of counts.entries()) {
        const share = countOf(labels, validation, `label ${label}`);
        const least = Math.min(count - 1, Math.max(1, Math.floor(count * fraction)));
        expect(share).toBeGreaterThanOrEqual(least);
        expect(share).toBeLessThanOrEqual(Math.min(count - 1, least + 1));
      }
    }),
  );
});

test("validation gets its fraction of all rows, the rest by largest remainder", () => {
  // Labels of the GOP debate: a tenth is 849.3, 314.2 and 223.6 of 1387.1 rows.
  const counts = { Negative: 8493, Neutral: 3142, Positive: 2236 };
  const labels = Object.entries(counts).flatMap(([name, count]) => Array(count).fill(name));
  const { train, validation } = stratifiedSplit(labels, 0.1, 42);
  expect([train.length, validation.length]).toEqual([12_484, 1387]);
  const shares = Object.keys(counts).map((name) => countOf(labels, validation, name));
  expect(shares).toEqual([849, 314, 224]);
});

test("a split depends on the seed alone", () => {
  const labels = Array.from({ length: 100 }, (_, row) => (row % 3 === 0 ? "a" : "b"));
  const rows = (seed: number): number[] => [...stratifiedSplit(labels, 0.2, seed).validation];
  expect(rows(1)).toEqual(rows(1));
  expect(rows(1)).not.toEqual(rows(2));
});

test("a seed gives the same split for ever", () => {
  const labels = Array.from({ length: 20 }, (_, row) => (row % 3 === 0 ? "a" : "b"));
  expect([...stratifiedSplit(labels, 0.25, 42).validation]).toMatchInlineSnapshot(`
    [
      0,
      3,
      10,
      11,
      19,
    ]
  `);
});

test("a label with one row is refused by name", () => {
  expect(() => stratifiedSplit(["a", "b", "a"], 0.5, 1, "rows.csv")).toThrowError(
    expect.objectContaining({
      code: "CLASS_TOO_SMALL",
      message:
        'rows.csv: a stratified split needs two rows of every label; of "b" there is 1. Add rows of this label, or give a validation file.',
      details: { file: "rows.csv", label: "b", rows: 1 },
    }),
  );
});
