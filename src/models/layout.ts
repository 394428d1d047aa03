import { int32, unreachable } from "../base/index.js";
import {
  add,
  constant,
  type Dim,
  gatherRows,
  input,
  multiply,
  regroup,
  reshape,
  sign,
  sizeOf,
  slice,
  subtract,
  type Tensor,
  transpose,
} from "../graph/index.js";

/**
 * How the tokens of a batch lie: everything but attention works on rows of tokens, attention on the
 * heads of a grid of slots.
 */
export interface Layout {
  /** Every row: what attention looks at, and what asks in all layers but perhaps the last one. */
  readonly all: Placement;
  /** Rows that are read alone: `"first"` for each sequence's first token, or those of `chooseRows`. */
  choice(name: string): Choice;
}

/**
 * Some rows and their places in attention's grid.
 *
 * Axes: R these rows, H hidden in heads of width D, Q places of these rows in a line of the grid.
 */
export interface Placement {
  /** `[R, H]` to `[.., .., Q, D]` */
  toHeads(rows: Tensor): Tensor;
  /** `[.., .., Q, D]` to `[R, H]` */
  toRows(heads: Tensor): Tensor;
  /** Added to attention's scores: 0 where a row may look, very low everywhere else. */
  readonly bias: Tensor;
}

/** A placement of chosen rows. */
export interface Choice extends Placement {
  /** `[all rows, H]` to `[R, H]` */
  pick(rows: Tensor): Tensor;
}

/** Names and sizes of the tensors that `packBatch` of the batches room makes. */
export const packedSizes = {
  rows: "rows",
  sequences: "sequences",
  lines: "lines",
  length: "length",
} as const;

/** Added to the score of a place that must not be looked at. */
const HIDDEN = -1e4;

/**
 * Rows of real tokens end to end, without padding: the layout of training and of Berth's own
 * inference. Heads are gathered one by one, `[heads, lines, places, D]`, which spares a transpose.
 */
export function packedLayout(headCount: number): Layout {
  const { rows, lines, length, sequences } = packedSizes;
  const gridIndex = input("grid_index", [lines, length], "int32");
  const rowSlot = input("row_slot", [rows], "int32");
  const rowSequence = input("row_sequence", [rows]);
  const slotSequence = regroup(rowSequence, gridIndex, rowSlot); // [lines, length]
  const hiding = (askers: Tensor): Tensor => {
    const [, places = 1] = askers.shape;
    const apart = sign(
      subtract(reshape(askers, [lines, places, 1]), reshape(slotSequence, [lines, 1, length])),
    );
    return multiply(multiply(apart, apart), HIDDEN); // [lines, places, length]
  };
  const grid = byHead(gridIndex, rowSlot, headCount);
  const all: Placement = {
    toHeads: (x) => toHeads(x, grid, headCount),
    // Pad slots show filler rows only, so each index is the other's gradient.
    toRows: (heads) => joinHeads(regroup(flatHeads(heads, "slots"), grid.slot, grid.index)),
    bias: hiding(slotSequence),
  };
  const choices = new Map<string, Choice>();
  const choose = (name: string): Choice => {
    const count = name === "first" ? sequences : name;
    const chosen = input(`${name}_rows`, [count], "int32");
    const index = input(`${name}_index`, [lines, `${name}_places`], "int32");
    const slot = input(`${name}_slot`, [count], "int32");
    const places = byHead(index, slot, headCount);
    const flatSlot = reshape(places.slot, [`${name}_heads`]);
    return {
      pick: (x) => gatherRows(x, chosen),
      toHeads: (x) => toHeads(x, places, headCount),
      // A place without a row shows one of another place: only `gatherRows` leaves it out.
      toRows: (heads) => {
        const gathered = gatherRows(flatHeads(heads, `${name}_slots`), flatSlot);
        return joinHeads(reshape(gathered, [count, headCount, heads.shape.at(-1) ?? 1]));
      },
      bias: hiding(regroup(gatherRows(rowSequence, chosen), index, slot)),
    };
  };
  return {
    all,
    choice(name) {
      const known = choices.get(name) ?? choose(name);
      choices.set(name, known);
      return known;
    },
  };
}

/** An index and its inverse for the heads of rows: head h of row r is row `r * headCount + h`. */
interface HeadIndex {
  /** `[heads, lines, places]` */
  readonly index: Tensor;
  /** `[rows, heads]` */
  readonly slot: Tensor;
}

function byHead(index: Tensor, slot: Tensor, headCount: number): HeadIndex {
  const heads = constant(
    int32(
      [headCount],
      Int32Array.from({ length: headCount }, (_, h) => h),
    ),
  );
  const stride = constant(int32([], Int32Array.of(headCount)));
  return {
    index: add(multiply(index, stride), reshape(heads, [headCount, 1, 1])),
    slot: add(reshape(slot, [...slot.shape, 1]), multiply(heads, sizeOf(index))),
  };
}

function toHeads(x: Tensor, { index, slot }: HeadIndex, headCount: number): Tensor {
  const [rows = 1, hidden] = x.shape;
  const flat = reshape(x, [`${rows}*heads`, Number(hidden) / headCount]);
  return regroup(flat, index, slot);
}

function flatHeads(heads: Tensor, name: string): Tensor {
  return reshape(heads, [name, heads.shape.at(-1) ?? 1]);
}

/** `[R, N, D]` to `[R, N * D]` */
function joinHeads(x: Tensor): Tensor {
  const [rows = 1, heads, width] = x.shape;
  return reshape(x, [rows, Number(heads) * Number(width)]);
}

/**
 * The plain `[batch, length]` layout of the exported model: rows are the grid, flattened.
 *
 * @param attentionBias - `[B, 1, 1, S]`: 0 where a token stands, very low where padding does
 */
export function paddedLayout(attentionBias: Tensor, headCount: number): Layout {
  const [sequences = 1, , , length = 1] = attentionBias.shape;
  const widthOf = (x: Tensor): number => Number(x.shape.at(-1));
  const split = (x: Tensor, sizes: readonly Dim[]): Tensor =>
    reshape(x, [sequences, ...sizes, widthOf(x) / headCount]);
  const all: Placement = {
    toHeads: (x) => transpose(split(x, [length, headCount]), [0, 2, 1, 3]),
    toRows: (heads) =>
      reshape(transpose(heads, [0, 2, 1, 3]), ["rows", headCount * widthOf(heads)]),
    bias: attentionBias,
  };
  const first: Choice = {
    pick: (x) => {
      const grid = reshape(x, [sequences, length, widthOf(x)]);
      return reshape(slice(grid, 1, 0, 1), [sequences, widthOf(x)]);
    },
    toHeads: (x) => split(x, [headCount, 1]),
    toRows: (heads) => reshape(heads, [sequences, headCount * widthOf(heads)]),
    bias: attentionBias,
  };
  return {
    all,
    choice: (name) =>
      name === "first" ? first : unreachable(`no rows "${name}" in the exported model`),
  };
}
