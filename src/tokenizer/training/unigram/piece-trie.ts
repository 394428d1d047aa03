import { type ChildTable, childTable, wayKey } from "./child-table.js";
import type { Piece } from "./piece.js";

/** Finds the pieces that a word holds. Pieces may leave later; which are there is `ids`. 0 is the root. */
export interface PieceTrie extends ChildTable {
  /** Number of the piece that ends at each node, or -1. Written anew by `number`. */
  readonly ids: Int32Array;
  /** Numbers some of the pieces that the trie was made of by their place; all others are gone. */
  number(pieces: readonly Piece[]): void;
}

export function pieceTrie(pieces: readonly Piece[]): PieceTrie {
  const ways = new Map<number, number>();
  const ends = new Map<string, number>();
  for (const { text } of pieces) {
    let node = 0;
    for (const character of text) {
      const key = wayKey(node, character.codePointAt(0) ?? 0);
      node = ways.get(key) ?? ways.size + 1;
      ways.set(key, node);
    }
    ends.set(text, node);
  }
  const ids = new Int32Array(ways.size + 1).fill(-1);
  return {
    ...childTable(ways),
    ids,
    number(some) {
      ids.fill(-1);
      for (const [id, { text }] of some.entries()) {
        const end = ends.get(text);
        if (end !== undefined) ids[end] = id;
      }
    },
  };
}
