/** A pair of tokens that may become one. */
export interface PairEntry {
  /** Both tokens, as `pairKey` writes them. */
  readonly pair: number;
  /** How often the pair stood in the corpus when the entry was made or looked at last. */
  readonly count: number;
  /** The words that the entry was made for; a word may be named twice. */
  readonly words: readonly number[];
}

/** Above every vocabulary; two tokens fit into a number exactly. */
const TOKENS = 2 ** 26;

/** Two tokens as one number; pairs are in the order of their numbers. */
export const pairKey = (left: number, right: number): number => left * TOKENS + right;

/** The two tokens of a pair. */
export const pairTokens = (pair: number): readonly [number, number] => [
  Math.floor(pair / TOKENS),
  pair % TOKENS,
];

/** The order in which pairs are merged: the frequent first; of equals, the tokens made earlier. */
export const byCount = (one: PairEntry, other: PairEntry): number =>
  other.count - one.count || one.pair - other.pair;
