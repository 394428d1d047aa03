import fc from "fast-check";
import { expect, test } from "vitest";
import type { Example } from "../base/index.js";
import { defaultRounding, type PackedBatch, packBatch, type Rounding } from "./index.js";

const PAD_BIAS = -1e4;

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

test("a worked example: three and two tokens in slots of four and rows of four", () => {
  const examples = [example(0, [101, 7, 102], [0, 0, 1]), example(1, [101, 102])];
  const batch = packBatch(examples, { rows: 4, length: 4 });
  const shown = Object.fromEntries(
    Object.entries(batch).map(([name, { shape, dtype, data }]) => [
      name,
      `${dtype} [${shape}]: ${data.join(" ")}`,
    ]),
  );
  expect(shown).toEqual({
    token_ids: "int32 [8]: 101 7 102 101 102 -1 -1 -1",
    position_ids: "int32 [8]: 0 1 2 0 1 0 0 0",
    type_ids: "int32 [8]: 0 0 1 0 0 0 0 0",
    grid_index: "int32 [2,4]: 0 1 2 5 3 4 5 5",
    row_slot: "int32 [8]: 0 1 2 4 5 3 3 3",
    attention_bias: "float32 [2,1,1,4]: 0 0 0 -10000 0 0 -10000 -10000",
    first_rows: "int32 [2]: 0 3",
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
  holds((batch, examples) => {
    const gridIndex = numbers(batch, "grid_index");
    const rowSlot = numbers(batch, "row_slot");
    const bias = numbers(batch, "attention_bias");
    const real = examples.reduce((total, item) => total + item.tokenIds.length, 0);
    for (const [row, slot] of rowSlot.entries()) {
      const isReal = row < real;
      expect(bias[slot]).toBe(isReal ? 0 : PAD_BIAS);
      if (isReal) expect(gridIndex[slot]).toBe(row);
    }
    for (const [slot, row] of gridIndex.entries()) {
      const isReal = bias[slot] === 0;
      expect(row < real).toBe(isReal);
      if (isReal) expect(rowSlot[row]).toBe(slot);
    }
    expect(bias.filter((value) => value === 0)).toHaveLength(real);
  });
});

test("there are filler rows exactly when there are pad slots", () => {
  holds((batch) => {
    expect(numbers(batch, "token_ids").includes(-1)).toBe(
      numbers(batch, "attention_bias").includes(PAD_BIAS),
    );
  });
});

test("slots are the longest length rounded up, rows the tokens and fillers rounded up", () => {
  holds((batch, examples, rounding) => {
    const lengths = examples.map((item) => item.tokenIds.length);
    const real = lengths.reduce((total, length) => total + length, 0);
    const slots = batch.grid_index.shape[1] as number;
    const rows = batch.token_ids.shape[0] as number;
    expect(slots % rounding.length).toBe(0);
    expect(slots - Math.max(...lengths)).toBeGreaterThanOrEqual(0);
    expect(slots - Math.max(...lengths)).toBeLessThan(rounding.length);
    if (real === examples.length * slots) {
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
    expect(firstRows).toEqual(
      firstRows.map(
        (_, index) => numbers(batch, "grid_index")[index * (batch.grid_index.shape[1] as number)],
      ),
    );
  });
});

test("the shapes agree with each other", () => {
  holds((batch, examples) => {
    const rows = batch.token_ids.shape[0] as number;
    const slots = batch.grid_index.shape[1] as number;
    const sequences = examples.length;
    expect(Object.values(batch).map(({ shape }) => shape)).toEqual([
      [rows],
      [rows],
      [rows],
      [sequences, slots],
      [rows],
      [sequences, 1, 1, slots],
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
