import type { Example } from "../base/index.js";

/**
 * The rows of the word-embedding table that a run's texts use. Only these are trained: the others
 * would get no gradient, and their weight decay is applied in closed form when the model is saved.
 */
export interface VocabularyRows {
  /** Ids of the full vocabulary, ascending: row i of the small table is id `ids[i]`. */
  readonly ids: Int32Array;
  /** The example with its token ids turned into rows of the small table. */
  renumber(example: Example): Example;
  /** The small table out of the full one, `[rows, H]`. */
  gather(full: Float32Array, hiddenSize: number): Float32Array;
  /**
   * Some rows of the full table, with the trained ones put back.
   *
   * @param untouchedScale - what weight decay has left of a row that never had a gradient
   * @param range - the first row and the one after the last; all rows where absent
   */
  restore(
    full: Float32Array,
    rows: Float32Array,
    hiddenSize: number,
    untouchedScale: number,
    range?: { readonly from: number; readonly to: number },
  ): Float32Array;
}

/**
 * The values of one small table in the order of another: those of ids that only the other has are 0.
 *
 * @param values - `[from.length, H]`
 * @param from - the ids of its rows
 * @param to - the ids of the rows that are wanted
 * @returns `[to.length, H]`
 */
export function movedRows(values: Float32Array, from: Int32Array, to: Int32Array): Float32Array {
  const hiddenSize = values.length / from.length;
  const rowOf = new Map(Array.from(from, (id, row) => [id, row]));
  const moved = new Float32Array(to.length * hiddenSize);
  to.forEach((id, row) => {
    const begin = (rowOf.get(id) ?? Number.NaN) * hiddenSize;
    if (begin >= 0) moved.set(values.subarray(begin, begin + hiddenSize), row * hiddenSize);
  });
  return moved;
}

/** Collects the rows that occur in the examples, plus those of the special tokens. */
export function vocabularyRows(
  examples: Iterable<Example>,
  specialIds: readonly number[],
): VocabularyRows {
  const seen = new Set(specialIds);
  for (const { tokenIds } of examples) {
    for (const id of tokenIds) seen.add(id);
  }
  const ids = Int32Array.from(seen).sort();
  const rowOf = new Map(Array.from(ids, (id, row) => [id, row]));
  return {
    ids,
    renumber: (example) => ({
      ...example,
      tokenIds: example.tokenIds.map((id) => rowOf.get(id) ?? -1),
    }),
    gather(full, hiddenSize) {
      const rows = new Float32Array(ids.length * hiddenSize);
      ids.forEach((id, row) => {
        rows.set(full.subarray(id * hiddenSize, (id + 1) * hiddenSize), row * hiddenSize);
      });
      return rows;
    },
    restore(full, rows, hiddenSize, untouchedScale, range) {
      const { from, to } = range ?? { from: 0, to: full.length / hiddenSize };
      const part = full.subarray(from * hiddenSize, to * hiddenSize);
      const restored = untouchedScale === 1 ? part.slice() : part.map((x) => x * untouchedScale);
      ids.forEach((id, row) => {
        if (id < from || id >= to) return;
        const values = rows.subarray(row * hiddenSize, (row + 1) * hiddenSize);
        restored.set(values, (id - from) * hiddenSize);
      });
      return restored;
    },
  };
}
