import { int32, type TensorData, unreachable } from "../base/index.js";

/** The way between all rows of a batch and attention's grid, as in a `PackedBatch`. */
interface Grid {
  readonly grid_index: TensorData;
  readonly row_slot: TensorData;
}

/**
 * Some rows of a packed batch, for a head that reads no others: the last layer is then computed for
 * these alone.
 *
 * Axes: M chosen rows, L lines of the grid, Q the most rows that one line has.
 *
 * @param name - under which the graph knows the choice
 * @param rows - at least one, none twice
 * @param grid - the batch that the rows are of
 * @returns to be bound beside the batch:
 * - `<name>_rows` `[M]` int32: the rows
 * - `<name>_index` `[L, Q]` int32: the chosen rows of each line, counted among the chosen; the first
 *   one of all where a line has no more
 * - `<name>_slot` `[M]` int32: the place of each chosen row in the flattened index
 *
 * @example
 * const masked = chooseRows("masked", [3, 17, 40], batch);
 */
export function chooseRows<Name extends string>(
  name: Name,
  rows: readonly number[],
  { grid_index, row_slot }: Grid,
): Readonly<Record<`${Name}_${"rows" | "index" | "slot"}`, TensorData>> {
  const [lineCount = 0, length = 1] = grid_index.shape;
  const counts = new Array<number>(lineCount).fill(0);
  const places = rows.map((row) => {
    const line = Math.floor(Number(row_slot.data[row]) / length);
    const place = counts[line] ?? unreachable(`row ${row} is in line ${line} of ${lineCount}`);
    counts[line] = place + 1;
    return { line, place };
  });
  const width = Math.max(...counts);
  const slots = Int32Array.from(places, ({ line, place }) => line * width + place);
  const index = new Int32Array(lineCount * width);
  slots.forEach((slot, chosen) => {
    index[slot] = chosen;
  });
  const tensors = {
    rows: int32([rows.length], Int32Array.from(rows)),
    index: int32([lineCount, width], index),
    slot: int32([rows.length], slots),
  };
  return named(name, tensors);
}

/** The tensors with the choice's name before theirs. */
function named<Name extends string, Part extends string>(
  name: Name,
  tensors: Readonly<Record<Part, TensorData>>,
): Readonly<Record<`${Name}_${Part}`, TensorData>> {
  const entries = Object.entries(tensors).map(([part, tensor]) => [`${name}_${part}`, tensor]);
  return Object.fromEntries(entries);
}
