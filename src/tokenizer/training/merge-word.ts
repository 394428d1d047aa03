import { pairKey } from "./pair-queue.js";

/** All words of a corpus as tokens, one behind the other. */
export interface TokenizedWords {
  /** Tokens of all words. */
  readonly tokens: Int32Array;
  /** `[W + 1]` where each word starts in `tokens`. */
  readonly starts: Int32Array;
  /** `[W]` tokens that each word has now; the places behind them are free. */
  readonly lengths: Int32Array;
}

/**
 * Replaces a pair of tokens by one in a word, from left to right.
 *
 * @param change - is told of every neighbouring pair that came (1) or went (-1), the replaced pair
 * itself left out
 */
export function mergeInWord(
  { tokens, starts, lengths }: TokenizedWords,
  word: number,
  [left, right]: readonly [number, number],
  merged: number,
  change: (pair: number, by: 1 | -1) => void,
): void {
  const start = starts[word] as number;
  let end = start + (lengths[word] as number);
  for (let at = start; at + 1 < end; at++) {
    if (tokens[at] !== left || tokens[at + 1] !== right) continue;
    if (at > start) {
      const before = tokens[at - 1] as number;
      change(pairKey(before, left), -1);
      change(pairKey(before, merged), 1);
    }
    tokens[at] = merged;
    tokens.copyWithin(at + 1, at + 2, end);
    end -= 1;
    if (at + 1 < end) {
      const after = tokens[at + 1] as number;
      change(pairKey(right, after), -1);
      change(pairKey(merged, after), 1);
    }
  }
  lengths[word] = end - start;
}
