import type { TensorData } from "../base/index.js";

/** The three embedding tables, each `[rows, H]`, row-major. */
export interface EmbeddingTables {
  readonly word: Float32Array;
  readonly position: Float32Array;
  readonly type: Float32Array;
}

/** The ids of a packed batch; filler rows have word id -1. */
export interface EmbeddingIds {
  readonly token_ids: TensorData;
  readonly position_ids: TensorData;
  readonly type_ids: TensorData;
}

/**
 * Sum of word, position and segment embeddings of each row. Filler rows are zero.
 *
 * Axes: R rows, H hidden.
 *
 * @param out - `[R, H]`, overwritten
 */
export function embedRows(
  tables: EmbeddingTables,
  ids: EmbeddingIds,
  hiddenSize: number,
  out: Float32Array,
): void {
  const { words, positions, types } = idArrays(ids);
  for (let row = 0; row < words.length; row++) {
    const target = row * hiddenSize;
    const word = (words[row] as number) * hiddenSize;
    if (word < 0) {
      out.fill(0, target, target + hiddenSize);
      continue;
    }
    const position = (positions[row] as number) * hiddenSize;
    const type = (types[row] as number) * hiddenSize;
    for (let i = 0; i < hiddenSize; i++) {
      out[target + i] =
        (tables.word[word + i] as number) +
        (tables.position[position + i] as number) +
        (tables.type[type + i] as number);
    }
  }
}

/**
 * Adds the gradient of the embedded rows into the gradients of the three tables, in row order, so
 * that the sums are the same in every run.
 *
 * @param gradient - `[R, H]` gradient of the embedded rows
 */
export function scatterEmbeddingGradient(
  tables: EmbeddingTables,
  ids: EmbeddingIds,
  hiddenSize: number,
  gradient: Float32Array,
): void {
  const { words, positions, types } = idArrays(ids);
  for (let row = 0; row < words.length; row++) {
    const word = words[row] as number;
    if (word < 0) continue;
    const source = row * hiddenSize;
    addRow(tables.word, word * hiddenSize, gradient, source, hiddenSize);
    addRow(tables.position, (positions[row] as number) * hiddenSize, gradient, source, hiddenSize);
    addRow(tables.type, (types[row] as number) * hiddenSize, gradient, source, hiddenSize);
  }
}

function addRow(
  target: Float32Array,
  to: number,
  source: Float32Array,
  from: number,
  size: number,
): void {
  for (let i = 0; i < size; i++) {
    target[to + i] = (target[to + i] as number) + (source[from + i] as number);
  }
}

function idArrays(ids: EmbeddingIds): Record<"words" | "positions" | "types", Int32Array> {
  return {
    words: ids.token_ids.data as Int32Array,
    positions: ids.position_ids.data as Int32Array,
    types: ids.type_ids.data as Int32Array,
  };
}
