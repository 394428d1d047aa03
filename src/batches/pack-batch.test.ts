import fc from "fast-check";
import { expect, test } from "vitest";
import type { Example } from "../base/index.js";
import { defaultRounding, type PackedBatch, packBatch, type Rounding } from "./index.js";

/** What `row_sequence` says of a filler row. */
const FILLER = -1;

const tokens = fc.array(fc.record({ id: fc.nat(30_000), type: fc.nat(1) }), {
  minLength: 1,
  maxLength: 40,
});
const someExamples: fc.Arbitrary<Example[]> = fc
  .array(tokens, { minLength: 1, maxLength: 9 })
  .map((sequences) =>
    sequences.map((sequence, row) => ({
      row,
      tokenIds: Int32Array.from(sequence, ({ id }) => id),
      typeIds: Int32Array.from(sequence, ({ type }) => type),
    })),
  );
const someRounding: fc.Arbitrary<Rounding> = fc.record({
  rows: fc.integer({ min: 1, max: 48 }),
  length: fc.integer({ min: 1, max: 20 }),
});

function numbers(batch: PackedBatch, name: keyof PackedBatch): number[] {
  return Array.from(batch[name].data, Number);
}

function holds(check: (batch: PackedBatch, examples: Example[], rounding: Rounding) => void): void {
  fc.assert(
    fc.property(someExamples, someRounding, (examples, rounding) => {
      check(packBatch(examples, rounding), examples, rounding);
    }),
  );
}

const example = (row: number, ids: number[], types = ids.map(() => 0)): Example => ({
  row,
  tokenIds: Int32Array.from(ids),
  typeIds: Int32Array.from(types),
});

test("a worked example: three, two and one tokens in lines of four and rows of four", () => {
  const examples = [example(0, [101, 7, 102], [0, 0, 1]), example(1, [101, 102]), example(2, [9])];
  const batch = packBatch(examples, { rows: 4, length: 4 });
  const shown = Object.fromEntries(
    Object.entries(batch).map(([name, { shape, dtype, data }]) => [
      name,
      `${dtype} [${shape}]: ${data.join(" ")}`,
    ]),
  );
  expect(shown).toEqual({
    token_ids: "int32 [8]: 101 7 102 101 102 9 -1 -1",
    position_ids: "int32 [8]: 0 1 2 0 1 0 0 0",
    type_ids: "int32 [8]: 0 0 1 0 0 0 0 0",
    row_sequence: "float32 [8]: 0 0 0 0 0 1 -1 -1",
    grid_index: "int32 [2,4]: 0 1 2 5 3 4 6 6",
    row_slot: "int32 [8]: 0 1 2 4 5 3 6 6",
    first_rows: "int32 [3]: 0 3 5",
    first_index: "int32 [2,2]: 0 2 1 0",
    first_slot: "int32 [3]: 0 2 1",
  });
});

test("the rows are the tokens of the sequences end to end, then fillers", () => {
  holds((batch, examples) => {
    const rowsOf = (values: (example: Example) => Iterable<number>): number[] =>
      examples.flatMap((item) => [...values(item)]);
    const ids = rowsOf((item) => item.tokenIds);
    const fillers = batch.token_ids.data.length - ids.length;
    const zeros = new Array<number>(fillers).fill(0);
    expect(numbers(batch, "token_ids")).toEqual([...ids, ...zeros.map(() => -1)]);
    expect(numbers(batch, "type_ids")).toEqual([...rowsOf((item) => item.typeIds), ...zeros]);
    expect(numbers(batch, "position_ids")).toEqual([
      ...rowsOf((item) => item.tokenIds.keys()),
      ...zeros,
    ]);
  });
});

test("real rows and real slots are one to one; filler rows and pad slots meet only each other", () => {
  holds((batch) => {
    const gridIndex = numbers(batch, "grid_index");
    const rowSlot = numbers(batch, "row_slot");
    const sequences = numbers(batch, "row_sequence");
    for (const [row, slot] of rowSlot.entries()) {
      if (sequences[row] !== FILLER) expect(gridIndex[slot]).toBe(row);
      else expect(sequences[gridIndex[slot] ?? 0]).toBe(FILLER);
    }
    for (const [slot, row] of gridIndex.entries()) {
      if (sequences[row] !== FILLER) expect(rowSlot[row]).toBe(slot);
    }
  });
});

test("a row knows its sequence among those of its line", () => {
  holds((batch, examples) => {
    const sequences = examples.flatMap(({ tokenIds }, sequence) =>
      [...tokenIds].map(() => sequence),
    );
    const [, slots = 1] = batch.grid_index.shape;
    const rowSlot = numbers(batch, "row_slot");
    const lineOf = (row: number): number => Math.floor((rowSlot[row] ?? 0) / slots);
    const lines = examples.map(() => new Set<number>());
    for (const [row, sequence] of sequences.entries()) lines[sequence]?.add(lineOf(row));
    expect(lines.map(({ size }) => size)).toEqual(lines.map(() => 1));
    const told = numbers(batch, "row_sequence");
    const sequencesOf = new Map<string, Set<number>>();
    for (const [row, sequence] of sequences.entries()) {
      const place = `${lineOf(row)}:${told[row]}`;
      sequencesOf.set(place, (sequencesOf.get(place) ?? new Set()).add(sequence));
    }
    expect(sequencesOf.size).toBe(examples.length);
    expect([...sequencesOf.values()].every(({ size }) => size === 1)).toBe(true);
  });
});

test("numbers of sequences stay so small that bfloat16 tells them apart", () => {
  const examples = Array.from({ length: 1000 }, (_, row) => ({
    row,
    tokenIds: Int32Array.of(101, 102),
    typeIds: new Int32Array(2),
  }));
  const long = { row: 1000, tokenIds: new Int32Array(128).fill(7), typeIds: new Int32Array(128) };
  const told = numbers(packBatch([...examples, long]), "row_sequence");
  expect(Math.max(...told)).toBe(63);
});

test("there are filler rows exactly when there are pad slots", () => {
  holds((batch) => {
    const sequences = numbers(batch, "row_sequence");
    const shown = numbers(batch, "grid_index").map((row) => sequences[row]);
    expect(sequences.includes(FILLER)).toBe(shown.includes(FILLER));
  });
});

test("slots are the longest length rounded up, rows the tokens and fillers rounded up", () => {
  holds((batch, examples, rounding) => {
    const lengths = examples.map((item) => item.tokenIds.length);
    const real = lengths.reduce((total, length) => total + length, 0);
    const [lines, slots] = batch.grid_index.shape as [number, number];
    const rows = batch.token_ids.shape[0] as number;
    if (examples.length > 1) expect(slots % rounding.length).toBe(0);
    expect(slots - Math.max(...lengths)).toBeGreaterThanOrEqual(0);
    expect(slots - Math.max(...lengths)).toBeLessThan(rounding.length);
    if (real === lines * slots) {
      expect(rows).toBe(real);
    } else {
      expect(rows % rounding.rows).toBe(0);
      expect(rows - real).toBeGreaterThan(0);
      expect(rows - real).toBeLessThanOrEqual(rounding.rows);
    }
  });
});

test("the first row of each sequence holds its first token at position 0", () => {
  holds((batch, examples) => {
    const ids = numbers(batch, "token_ids");
    const positions = numbers(batch, "position_ids");
    const firstRows = numbers(batch, "first_rows");
    expect(firstRows.map((row) => ids[row])).toEqual(examples.map((item) => item.tokenIds[0]));
    expect(firstRows.map((row) => positions[row])).toEqual(examples.map(() => 0));
    const sequences = numbers(batch, "row_sequence");
    expect(firstRows.every((row) => sequences[row] !== FILLER)).toBe(true);
  });
});

test("the shapes agree with each other", () => {
  holds((batch, examples) => {
    const rows = batch.token_ids.shape[0] as number;
    const [lines = 0, slots] = batch.grid_index.shape;
    const [, places] = batch.first_index.shape;
    const sequences = examples.length;
    expect(lines).toBeLessThanOrEqual(sequences);
    expect(Object.values(batch).map(({ shape }) => shape)).toEqual([
      [rows],
      [rows],
      [rows],
      [rows],
      [lines, slots],
      [rows],
      [sequences],
      [lines, places],
      [sequences],
    ]);
  });
});

test("sequences that fill their slots need no filler, whatever the rounding of rows", () => {
  const full = [0, 1, 2].map((row) => example(row, new Array<number>(16).fill(5)));
  expect(packBatch(full, defaultRounding).token_ids.shape).toEqual([48]);
});

test("tokens that just fill the rounded rows get another round for a filler", () => {
  const examples = [example(0, new Array<number>(16).fill(5)), example(1, [5, 5, 5, 5])];
  expect(packBatch(examples, { rows: 20, length: 16 }).token_ids.shape).toEqual([40]);
});

test("a sequence alone is neither rounded nor filled", () => {
  const batch = packBatch([example(0, [101, 7, 102])]);
  expect([batch.token_ids.shape, batch.grid_index.shape]).toEqual([[3], [1, 3]]);
});
