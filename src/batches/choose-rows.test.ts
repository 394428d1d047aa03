import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseRows, packBatch } from "./index.js";

const someLengths = fc.array(fc.integer({ min: 1, max: 30 }), { minLength: 1, maxLength: 8 });

test("each chosen row has a place of its own in its line, and lines are as wide as the fullest", () => {
  fc.assert(
    fc.property(someLengths, fc.infiniteStream(fc.boolean()), (lengths, coins) => {
      const batch = packBatch(
        lengths.map((length) => ({
          tokenIds: new Int32Array(length).fill(7),
          typeIds: new Int32Array(length),
        })),
      );
      const tokens = lengths.reduce((sum, length) => sum + length, 0);
      const rows = Array.from({ length: tokens }, (_, row) => row).filter(
        (row) => row === 0 || coins.next().value,
      );
      const { masked_rows, masked_index, masked_slot } = chooseRows("masked", rows, batch);
      expect([...masked_rows.data]).toEqual(rows);
      const [lines = 0, width = 0] = masked_index.shape;
      const [gridLines, slots = 1] = batch.grid_index.shape;
      expect(lines).toBe(gridLines);
      const slotOf = [...masked_slot.data].map(Number);
      expect(new Set(slotOf).size).toBe(rows.length);
      const lineOf = rows.map((row) => Math.floor(Number(batch.row_slot.data[row]) / slots));
      expect(slotOf.map((slot) => Math.floor(slot / width))).toEqual(lineOf);
      expect(slotOf.map((slot) => masked_index.data[slot])).toEqual([...rows.keys()]);
      const counts = Array.from({ length: lines }, (_, line) => lineOf.filter((l) => l === line));
      expect(width).toBe(Math.max(...counts.map(({ length }) => length)));
    }),
  );
});
