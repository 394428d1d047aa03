import type { TensorData } from "../../src/base/index.js";
import type { PackedBatch } from "../../src/batches/index.js";
import type { DropoutSite } from "../../src/models/index.js";
import type { DropoutPool } from "../../src/training/dropout-pool.js";

/** Where a sequence of a packed batch lies: its first row, its length, its place in attention's grid. */
interface Place {
  readonly row: number;
  readonly length: number;
  readonly line: number;
  readonly slot: number;
  /** Place of its first token among those of its line. */
  readonly asker: number;
}

type Nested = number | readonly Nested[];

/**
 * The masks of a step as PyTorch's dropouts take them one after the other, 1 where a value is kept: `[B, S, H]`
 * for hidden states, `[B, N, S, S]` for attention, `[B, H]` for the pooled output. Where Berth computes the last
 * layer for first tokens alone, everything is kept at the others: nothing reads them.
 *
 * Axes: B sequences, S length of the longest, N heads, H hidden size.
 *
 * @param sites - of the training graph, all of the pool's rate; the last one is the pooled output's
 */
export function paddedMasks(
  sites: readonly DropoutSite[],
  batch: PackedBatch,
  { pool, step }: { readonly pool: DropoutPool; readonly step: number },
): Nested[] {
  const places = placesOf(batch);
  const longest = Math.max(...places.map(({ length }) => length));
  const grid = (count: number, at: (index: number) => Nested): Nested[] =>
    Array.from({ length: count }, (_, index) => at(index));
  const sizes: Readonly<Record<string, number>> = {
    rows: sizeOf(batch.token_ids, 0),
    sequences: places.length,
    lines: sizeOf(batch.grid_index, 0),
    length: sizeOf(batch.grid_index, 1),
    first_places: sizeOf(batch.first_index, 1),
  };
  return sites.map(({ shape }, site) => {
    const axes = shape.map((axis) => (typeof axis === "number" ? axis : (sizes[axis] ?? 0)));
    const count = axes.reduce((product, size) => product * size, 1);
    const mask = pool.mask(count, { step, microBatch: 0, site });
    const kept = (index: number): number => (mask[index] === 0 ? 0 : 1);
    const vector = (row: number): Nested =>
      grid(axes[1] ?? 0, (channel) => kept(row * (axes[1] ?? 0) + channel));
    const all = grid(axes.at(-1) ?? 0, () => 1);
    if (shape[0] === "sequences") {
      const isPooled = site === sites.length - 1;
      return grid(places.length, (sequence) =>
        isPooled
          ? vector(sequence)
          : grid(longest, (token) => (token === 0 ? vector(sequence) : all)),
      );
    }
    if (shape[0] === "rows") {
      return places.map(({ row, length }) =>
        grid(longest, (token) => (token < length ? vector(row + token) : all)),
      );
    }
    const [heads = 0, lines = 0, askers = 0, slots = 0] = axes;
    const asksFirstOnly = shape[2] === "first_places";
    return places.map(({ length, line, slot, asker }) =>
      grid(heads, (head) =>
        grid(longest, (query) => {
          const asks = asksFirstOnly ? query === 0 : query < length;
          const from = (head * lines + line) * askers + (asksFirstOnly ? asker : slot + query);
          return grid(longest, (key) =>
            asks && key < length ? kept(from * slots + slot + key) : 1,
          );
        }),
      ),
    );
  });
}

function placesOf(batch: PackedBatch): Place[] {
  const [slots, askers] = [sizeOf(batch.grid_index, 1), sizeOf(batch.first_index, 1)];
  const rows = Array.from(batch.first_rows.data, Number);
  const tokens = Array.from(batch.token_ids.data, Number).filter((id) => id >= 0).length;
  return rows.map((row, sequence) => {
    const place = Number(batch.row_slot.data[row]);
    return {
      row,
      length: (rows[sequence + 1] ?? tokens) - row,
      line: Math.floor(place / slots),
      slot: place % slots,
      asker: Number(batch.first_slot.data[sequence]) % askers,
    };
  });
}

const sizeOf = (tensor: TensorData, axis: number): number => tensor.shape[axis] ?? 0;
