/** Some tokens of a text that a model reads at once. */
export interface Window {
  /** Number of the first token in the text. */
  readonly first: number;
  readonly count: number;
}

/**
 * Windows over a text, each overlapping the one before.
 *
 * @param count - tokens of the text, special ones left out
 * @param room - tokens of a window at most
 * @param overlap - tokens that neighbours share, below `room`
 *
 * @example
 * windowsOf(10, 6, 2); // tokens 0 to 5, then 4 to 9
 */
export function windowsOf(count: number, room: number, overlap: number): Window[] {
  const windows: Window[] = [];
  for (let first = 0; first < count; first += room - overlap) {
    windows.push({ first, count: Math.min(room, count - first) });
    if (first + room >= count) break;
  }
  return windows;
}

/**
 * Which window each token is read in: the one with the most text on the token's narrower side, of
 * equals the first.
 *
 * @returns `[count]` places in `windows`
 */
export function windowOfTokens(windows: readonly Window[], count: number): Int32Array {
  const chosen = new Int32Array(count);
  const most = new Int32Array(count).fill(-1);
  for (const [place, { first, count: size }] of windows.entries()) {
    for (let token = first; token < first + size; token++) {
      // The text's own borders cut nothing off.
      const left = first === 0 ? size : token - first;
      const right = first + size === count ? size : first + size - 1 - token;
      const context = Math.min(left, right);
      if (context <= (most[token] as number)) continue;
      most[token] = context;
      chosen[token] = place;
    }
  }
  return chosen;
}
