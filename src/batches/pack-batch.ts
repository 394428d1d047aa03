import { float32, int32, type TensorData, type Tokens } from "../base/index.js";

/** Sizes are rounded up to multiples of these, so that few distinct shapes reach the engine. */
export interface Rounding {
  /** Of the rows T. */
  readonly rows: number;
  /** Of the slots S of a sequence. */
  readonly length: number;
}

export const defaultRounding: Rounding = { rows: 128, length: 16 };

/**
 * A batch without padding: the tokens of its n sequences end to end as T rows, and the way between
 * these rows and the `[n, S]` grid of slots that attention sees.
 *
 * Axes: n sequences, S slots a sequence, T rows.
 *
 * - `token_ids` `[T]` int32: -1 on filler rows
 * - `position_ids` `[T]` int32: from 0 in each sequence; 0 on filler rows
 * - `type_ids` `[T]` int32: 0 on filler rows
 * - `grid_index` `[n, S]` int32: the row in each slot; pad slots show a filler row
 * - `row_slot` `[T]` int32: the slot (sequence * S + place) of each row; filler rows name a pad slot
 * - `attention_bias` `[n, 1, 1, S]` float32: 0 where a token is, -1e4 on pad slots
 * - `first_rows` `[n]` int32: the row of each sequence's first token
 *
 * The ids are for the embedding look-up, which stays outside the graph.
 */
export type PackedBatch = Readonly<
  Record<
    | "token_ids"
    | "position_ids"
    | "type_ids"
    | "grid_index"
    | "row_slot"
    | "attention_bias"
    | "first_rows",
    TensorData
  >
>;

const PAD_BIAS = -1e4;
const FILLER_TOKEN = -1;

/**
 * Packs examples into one batch.
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
  const sequences = examples.length;
  const lengths = examples.map((example) => example.tokenIds.length);
  const tokens = lengths.reduce((total, length) => total + length, 0);
  const slots = roundUp(Math.max(...lengths), rounding.length);
  const isFull = tokens === sequences * slots;
  const rows = isFull ? tokens : roundUp(tokens + 1, rounding.rows);

  const tokenIds = new Int32Array(rows).fill(FILLER_TOKEN);
  const positionIds = new Int32Array(rows);
  const typeIds = new Int32Array(rows);
  // Every pad slot shows the first filler row, the one after the last token.
  const gridIndex = new Int32Array(sequences * slots).fill(tokens);
  const rowSlot = new Int32Array(rows);
  const bias = new Float32Array(sequences * slots).fill(PAD_BIAS);
  const firstRows = new Int32Array(sequences);

  let row = 0;
  for (const [sequence, example] of examples.entries()) {
    firstRows[sequence] = row;
    tokenIds.set(example.tokenIds, row);
    typeIds.set(example.typeIds, row);
    const firstSlot = sequence * slots;
    const length = example.tokenIds.length;
    bias.fill(0, firstSlot, firstSlot + length);
    for (let position = 0; position < length; position++, row++) {
      positionIds[row] = position;
      rowSlot[row] = firstSlot + position;
      gridIndex[firstSlot + position] = row;
    }
  }
  if (!isFull) rowSlot.fill(bias.indexOf(PAD_BIAS), tokens);

  return {
    token_ids: int32([rows], tokenIds),
    position_ids: int32([rows], positionIds),
    type_ids: int32([rows], typeIds),
    grid_index: int32([sequences, slots], gridIndex),
    row_slot: int32([rows], rowSlot),
    attention_bias: float32([sequences, 1, 1, slots], bias),
    first_rows: int32([sequences], firstRows),
  };
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}
