import {
  type Dim,
  gatherRows,
  input,
  regroup,
  reshape,
  slice,
  type Tensor,
} from "../graph/index.js";

/**
 * How the tokens of a batch lie: everything but attention works on rows of tokens, attention on
 * a grid of sequences.
 *
 * Axes: R rows (tokens), B sequences, S positions of the longest sequence.
 */
export interface Layout {
  readonly sequences: Dim;
  readonly length: Dim;
  /** `[R, H]` to `[B, S, H]` */
  toGrid(rows: Tensor): Tensor;
  /** `[B, S, H]` to `[R, H]` */
  toRows(grid: Tensor): Tensor;
  /** `[R, H]` to `[B, H]`: the row of each sequence's first token */
  firstRows(rows: Tensor): Tensor;
  /** `[B, 1, 1, S]` float32: 0 where a token stands, very low where padding does. */
  readonly attentionBias: Tensor;
}

/** Names and sizes of the tensors that `packBatch` of the batches room makes. */
export const packedSizes = { rows: "rows", sequences: "sequences", length: "length" } as const;

/**
 * Rows of real tokens end to end, without padding: the layout of training and of Berth's own
 * inference. The grid's index and the rows' slots undo each other, so each is the other's gradient.
 */
export function packedLayout(): Layout {
  const { rows, sequences, length } = packedSizes;
  const gridIndex = input("grid_index", [sequences, length], "int32");
  const rowSlot = input("row_slot", [rows], "int32");
  const firstRows = input("first_rows", [sequences], "int32");
  return {
    sequences,
    length,
    toGrid: (x) => regroup(x, gridIndex, rowSlot),
    toRows: (grid) => {
      const [, , ...rest] = grid.shape;
      return regroup(reshape(grid, ["slots", ...rest]), rowSlot, gridIndex);
    },
    firstRows: (x) => gatherRows(x, firstRows),
    attentionBias: input("attention_bias", [sequences, 1, 1, length]),
  };
}

/** The plain `[batch, length]` layout of the exported model: rows are the grid, flattened. */
export function paddedLayout(attentionBias: Tensor): Layout {
  const [sequences = 1, , , length = 1] = attentionBias.shape;
  const toGrid = (x: Tensor): Tensor => reshape(x, [sequences, length, ...x.shape.slice(1)]);
  return {
    sequences,
    length,
    toGrid,
    toRows: (grid) => reshape(grid, ["rows", ...grid.shape.slice(2)]),
    firstRows: (x) => reshape(slice(toGrid(x), 1, 0, 1), [sequences, ...x.shape.slice(1)]),
    attentionBias,
  };
}
