import fc from "fast-check";
import { expect, test } from "vitest";
import { fillLines } from "./fill-lines.js";

const someLengths = fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 7 });

/** The fewest lines, by trying every way to put each length into a line that is begun or a new one. */
function fewestLines(lengths: readonly number[], capacity: number, used: number[] = []): number {
  const [length, ...rest] = lengths;
  if (length === undefined) return used.length;
  const choices = [...used, 0].map((count, line) =>
    count + length > capacity
      ? Number.POSITIVE_INFINITY
      : fewestLines(rest, capacity, Object.assign([...used], { [line]: count + length })),
  );
  return Math.min(...choices);
}

test("no two sequences meet in a slot, and none goes over the end of its line", () => {
  fc.assert(
    fc.property(someLengths, fc.nat(6), (lengths, room) => {
      const capacity = Math.max(...lengths) + room;
      const { firstSlots, lineCount } = fillLines(lengths, capacity);
      const taken = new Set<number>();
      for (const [sequence, length] of lengths.entries()) {
        const first = firstSlots[sequence] as number;
        expect(Math.floor((first + length - 1) / capacity)).toBe(Math.floor(first / capacity));
        for (let slot = first; slot < first + length; slot++) taken.add(slot);
      }
      expect(taken.size).toBe(lengths.reduce((sum, length) => sum + length, 0));
      expect(Math.max(...taken)).toBeLessThan(lineCount * capacity);
    }),
  );
});

test("the lines are nearly as few as trying every way finds", () => {
  fc.assert(
    fc.property(someLengths, fc.nat(6), (lengths, room) => {
      const capacity = Math.max(...lengths) + room;
      const fewest = fewestLines(lengths, capacity);
      const { lineCount } = fillLines(lengths, capacity);
      expect(lineCount).toBeGreaterThanOrEqual(fewest);
      expect(lineCount).toBeLessThanOrEqual((11 * fewest + 6) / 9);
    }),
  );
});
