import { float32, int32, type TensorData, type Tokens } from "../base/index.js";
import { chooseRows } from "./choose-rows.js";
import { fillLines } from "./fill-lines.js";

/** Sizes are rounded up to multiples of these, so that few distinct shapes reach the engine. */
export interface Rounding {
  /** Of the rows T. */
  readonly rows: number;
  /** Of the slots S of a line. */
  readonly length: number;
}

export const defaultRounding: Rounding = { rows: 32, length: 16 };

/**
 * A batch without padding: the tokens of its n sequences end to end as T rows, and the way between
 * these rows and the grid of slots that attention sees. A line of the grid is as long as the longest
 * sequence; short sequences share one, and attend to themselves only.
 *
 * Axes: n sequences, L lines of S slots, Q the most sequences that share a line, T rows.
 *
 * - `token_ids` `[T]` int32: -1 on filler rows
 * - `position_ids` `[T]` int32: from 0 in each sequence; 0 on filler rows
 * - `type_ids` `[T]` int32: 0 on filler rows
 * - `row_sequence` `[T]` float32: which sequence of its line each row is of, from 0; -1 on filler rows. Such small
 *   numbers are exact in bfloat16 too
 * - `grid_index` `[L, S]` int32: the row in each slot; pad slots show a filler row
 * - `row_slot` `[T]` int32: the slot (line * S + place) of each row; filler rows name a pad slot
 * - `first_rows` `[n]` int32: the row of each sequence's first token
 * - `first_index` `[L, Q]`, `first_slot` `[n]` int32: the first rows' own grid, see `chooseRows`
 *
 * The ids are for the embedding look-up, which stays outside the graph. Where examples have features, `features`
 * `[n, F]` float32 stands beside.
 */
export type PackedBatch = Readonly<
  Record<
    | "token_ids"
    | "position_ids"
    | "type_ids"
    | "row_sequence"
    | "grid_index"
    | "row_slot"
    | "first_rows"
    | "first_index"
    | "first_slot",
    TensorData
  >
>;

const FILLER_TOKEN = -1;
const FILLER_SEQUENCE = -1;

/**
 * Packs examples into one batch. One alone is not rounded: it fills its grid.
 *
 * `grid_index` and `row_slot` undo each other on real tokens, and each stands in for the other's
 * gradient. That is exact because filler rows and pad slots only ever meet each other: a batch has
 * both or neither.
 *
 * @param examples - at least one, each with at least one token
 *
 * @example
 * const batch = packBatch(examples);
 */
export function packBatch(
  examples: readonly Tokens[],
  rounding: Rounding = defaultRounding,
): PackedBatch {
  const lengths = examples.map((example) => example.tokenIds.length);
  const tokens = lengths.reduce((total, length) => total + length, 0);
  const slots = examples.length === 1 ? tokens : roundUp(Math.max(...lengths), rounding.length);
  const { firstSlots, lineCount } = fillLines(lengths, slots);
  const isFull = tokens === lineCount * slots;
  const rows = isFull ? tokens : roundUp(tokens + 1, rounding.rows);

  const tokenIds = new Int32Array(rows).fill(FILLER_TOKEN);
  const positionIds = new Int32Array(rows);
  const typeIds = new Int32Array(rows);
  const rowSequence = new Float32Array(rows).fill(FILLER_SEQUENCE);
  // Every pad slot shows the first filler row, the one after the last token.
  const gridIndex = new Int32Array(lineCount * slots).fill(tokens);
  const rowSlot = new Int32Array(rows);
  const firstRows: number[] = [];
  const sequencesOfLine = new Int32Array(lineCount);

  let row = 0;
  for (const [sequence, example] of examples.entries()) {
    firstRows.push(row);
    tokenIds.set(example.tokenIds, row);
    typeIds.set(example.typeIds, row);
    const firstSlot = firstSlots[sequence] ?? 0;
    const length = example.tokenIds.length;
    const line = Math.floor(firstSlot / slots);
    rowSequence.fill(sequencesOfLine[line] as number, row, row + length);
    sequencesOfLine[line] = (sequencesOfLine[line] as number) + 1;
    for (let position = 0; position < length; position++, row++) {
      positionIds[row] = position;
      rowSlot[row] = firstSlot + position;
      gridIndex[firstSlot + position] = row;
    }
  }
  if (!isFull) rowSlot.fill(gridIndex.indexOf(tokens), tokens);

  const grid = {
    grid_index: int32([lineCount, slots], gridIndex),
    row_slot: int32([rows], rowSlot),
  };
  return {
    token_ids: int32([rows], tokenIds),
    position_ids: int32([rows], positionIds),
    type_ids: int32([rows], typeIds),
    row_sequence: float32([rows], rowSequence),
    ...grid,
    ...chooseRows("first", firstRows, grid),
    ...featureRows(examples),
  };
}

function featureRows(examples: readonly Tokens[]): Readonly<Record<string, TensorData>> {
  const width = examples[0]?.features?.length;
  if (width === undefined) return {};
  const values = new Float32Array(examples.length * width);
  for (const [row, { features = [] }] of examples.entries()) values.set(features, row * width);
  return { features: float32([examples.length, width], values) };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
