import { BerthError, type TensorData } from "../base/index.js";

/** The embedding tables, each `[rows, E]`, row-major. */
export interface EmbeddingTables {
  readonly word: Float32Array;
  readonly position: Float32Array;
  /** Undefined in families whose tokens have no types. */
  readonly type: Float32Array | undefined;
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
 * Axes: R rows, E width of the tables.
 *
 * @param out - `[R, E]`, overwritten
 * @throws SEQUENCE_TOO_LONG, TOKENIZER_MISMATCH for a place or a token that the tables have no row for
 */
export function embedRows(
  tables: EmbeddingTables,
  ids: EmbeddingIds,
  width: number,
  out: Float32Array,
): void {
  const { words, positions, types } = idArrays(ids);
  const typeTable = tables.type ?? new Float32Array(width);
  for (let row = 0; row < words.length; row++) {
    const target = row * width;
    const word = (words[row] as number) * width;
    if (word < 0) {
      out.fill(0, target, target + width);
      continue;
    }
    const position = (positions[row] as number) * width;
    if (position >= tables.position.length) throw tooLong(tables.position.length / width);
    if (word >= tables.word.length) throw unknownToken(word / width, tables.word.length / width);
    const type = typeStart(typeTable, types[row] as number, width);
    for (let i = 0; i < width; i++) {
      out[target + i] =
        (tables.word[word + i] as number) +
        (tables.position[position + i] as number) +
        (typeTable[type + i] as number);
    }
  }
}

/**
 * Adds the gradient of the embedded rows into the gradients of the tables, in row order, so that the
 * sums are the same in every run.
 *
 * @param gradient - `[R, E]` gradient of the embedded rows
 */
export function scatterEmbeddingGradient(
  tables: EmbeddingTables,
  ids: EmbeddingIds,
  width: number,
  gradient: Float32Array,
): void {
  const { words, positions, types } = idArrays(ids);
  for (let row = 0; row < words.length; row++) {
    const word = words[row] as number;
    if (word < 0) continue;
    const source = row * width;
    addRow(tables.word, word * width, gradient, source, width);
    addRow(tables.position, (positions[row] as number) * width, gradient, source, width);
    if (tables.type) {
      const type = typeStart(tables.type, types[row] as number, width);
      addRow(tables.type, type, gradient, source, width);
    }
  }
}

/** Where the row of a type begins. A table of one row has it for all tokens, as RoBERTa's. */
const typeStart = (table: Float32Array, type: number, width: number): number =>
  table.length === width ? 0 : type * width;

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

function tooLong(positions: number): BerthError {
  return new BerthError(
    "SEQUENCE_TOO_LONG",
    `an example is longer than the ${positions} positions of this model; encode it with maxLength ${positions} or less`,
    { positions },
  );
}

function unknownToken(token: number, words: number): BerthError {
  return new BerthError(
    "TOKENIZER_MISMATCH",
    `an example has the token ${token}, and the model has ${words} words, from 0; encode it with the model's own tokenizer`,
    { token, words },
  );
}
