import type { PieceTrie } from "./piece-trie.js";

/** What is taken off the smallest score for a character that is no piece. */
const UNKNOWN_PENALTY = 10;

/** Number of the piece that stands for unknown characters. */
export const UNKNOWN = 0;

/** Pieces with their scores, as a word is cut with them. */
export interface Segmenter {
  readonly trie: PieceTrie;
  /** `[P]` score of each piece; that of the unknown is not looked at. */
  readonly scores: Float64Array;
}

/** All ways to cut a word: every piece in it, by its beginning. */
export interface Lattice {
  readonly length: number;
  readonly begins: readonly number[];
  readonly ends: readonly number[];
  readonly pieces: readonly number[];
  readonly scores: readonly number[];
}

/** The score of an unknown character. */
export function unknownScore(scores: Float64Array): number {
  let least = Number.POSITIVE_INFINITY;
  for (let piece = UNKNOWN + 1; piece < scores.length; piece++) {
    least = Math.min(least, scores[piece] as number);
  }
  return least - UNKNOWN_PENALTY;
}

/**
 * The lattice of a word.
 *
 * @param unknown - `unknownScore` of the segmenter's scores
 */
export function latticeOf(word: Int32Array, { trie, scores }: Segmenter, unknown: number): Lattice {
  const begins: number[] = [];
  const ends: number[] = [];
  const pieces: number[] = [];
  const found: number[] = [];
  const add = (begin: number, end: number, piece: number, score: number): void => {
    begins.push(begin);
    ends.push(end);
    pieces.push(piece);
    found.push(score);
  };
  for (let begin = 0; begin < word.length; begin++) {
    let hasCharacter = false;
    let node = 0;
    for (let end = begin + 1; end <= word.length; end++) {
      node = trie.child(node, word[end - 1] as number);
      if (node < 0) break;
      const piece = trie.ids[node] as number;
      if (piece < 0) continue;
      add(begin, end, piece, scores[piece] as number);
      if (end === begin + 1) hasCharacter = true;
    }
    if (!hasCharacter) add(begin, begin + 1, UNKNOWN, unknown);
  }
  return { length: word.length, begins, ends, pieces, scores: found };
}

/**
 * Adds to `expected` how often each piece is expected in a word that comes `count` times: the forward
 * and backward sums over all ways to cut it.
 */
export function addExpected(
  { length, begins, ends, pieces, scores }: Lattice,
  count: number,
  expected: Float64Array,
): void {
  const forward = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  const backward = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  forward[0] = 0;
  backward[length] = 0;
  // Begins ascend: what ends where a piece begins is summed before it.
  for (let at = 0; at < begins.length; at++) {
    const [begin, end] = [begins[at] as number, ends[at] as number];
    const through = (forward[begin] as number) + (scores[at] as number);
    forward[end] = logOfSum(forward[end] as number, through);
  }
  for (let at = begins.length - 1; at >= 0; at--) {
    const [begin, end] = [begins[at] as number, ends[at] as number];
    const through = (backward[end] as number) + (scores[at] as number);
    backward[begin] = logOfSum(backward[begin] as number, through);
  }
  const whole = forward[length] as number;
  for (const [at, piece] of pieces.entries()) {
    const [begin, end] = [begins[at] as number, ends[at] as number];
    const log = (forward[begin] as number) + (scores[at] as number) + (backward[end] as number);
    expected[piece] = (expected[piece] as number) + count * Math.exp(log - whole);
  }
}

/** log(exp(a) + exp(b)). */
function logOfSum(a: number, b: number): number {
  const [most, least] = a > b ? [a, b] : [b, a];
  return most > least + 50 ? most : most + Math.log(Math.exp(least - most) + 1);
}

/** The most probable way to cut a word. */
export interface BestPath {
  readonly score: number;
  readonly pieces: readonly number[];
}

/**
 * The best way through a lattice; of equals, the one whose last pieces begin earlier.
 *
 * @param isWithoutWhole - leaves out the piece that is the whole word
 * @returns undefined where there is none
 */
export function bestPath(
  { length, begins, ends, pieces, scores }: Lattice,
  isWithoutWhole = false,
): BestPath | undefined {
  const best = new Float64Array(length + 1).fill(Number.NEGATIVE_INFINITY);
  const last = new Int32Array(length + 1).fill(-1);
  best[0] = 0;
  for (let at = 0; at < begins.length; at++) {
    const [begin, end] = [begins[at] as number, ends[at] as number];
    if (isWithoutWhole && begin === 0 && end === length) continue;
    const score = (best[begin] as number) + (scores[at] as number);
    if (last[end] === -1 || score > (best[end] as number)) {
      best[end] = score;
      last[end] = at;
    }
  }
  if (last[length] === -1) return undefined;
  const path: number[] = [];
  for (let place = length; place > 0; ) {
    const at = last[place] as number;
    path.unshift(pieces[at] as number);
    place = begins[at] as number;
  }
  return { score: best[length] as number, pieces: path };
}
