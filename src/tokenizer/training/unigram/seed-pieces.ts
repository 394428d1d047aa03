import { PIECE_CHARACTERS, type Piece } from "./piece.js";
import type { WordCharacters } from "./word-characters.js";

/** Pieces to begin with. */
const MOST_SEEDS = 1_000_000;

/**
 * The pieces that a vocabulary is chosen from: every character, by its frequency, and the substrings
 * of different words that come with two characters behind them or more, by frequency times length.
 * They are the inner nodes of the words' suffix tree, found by sorting all suffixes.
 */
export function seedPieces(words: WordCharacters): Piece[] {
  const pieces = [...characterCounts(words), ...repeatedSubstrings(words)].slice(0, MOST_SEEDS);
  const total = Math.log(pieces.reduce((sum, { score }) => sum + score, 0));
  return pieces.map(({ text, score }) => ({ text, score: Math.log(score) - total }));
}

function characterCounts({ characters, starts, counts }: WordCharacters): Piece[] {
  const found = new Map<number, number>();
  for (const [word, count] of counts.entries()) {
    for (let at = starts[word] as number; characters[at] !== 0; at++) {
      const character = characters[at] as number;
      found.set(character, (found.get(character) ?? 0) + count);
    }
  }
  return [...found]
    .sort(([one, count], [other, otherCount]) => otherCount - count || other - one)
    .map(([character, score]) => ({ text: String.fromCodePoint(character), score }));
}

function repeatedSubstrings({ characters }: WordCharacters): Piece[] {
  const suffixes = characters.map((_, place) => place).filter((place) => characters[place] !== 0);
  suffixes.sort((one, other) => compare(characters, one, other));
  const pieces: Piece[] = [];
  // Open nodes, each deeper than the one below it: its depth, and the first suffix that has it.
  const open: { readonly depth: number; readonly first: number }[] = [];
  for (let index = 1; index <= suffixes.length; index++) {
    const place = suffixes[index];
    const shared = place === undefined ? 0 : common(characters, suffixes[index - 1] ?? 0, place);
    let first = index - 1;
    for (let top = open.at(-1); top !== undefined && top.depth > shared; top = open.at(-1)) {
      open.pop();
      first = top.first;
      const text = validText(characters, suffixes[first] ?? 0, top.depth);
      if (text !== undefined) pieces.push({ text, score: (index - first) * top.depth });
    }
    if (shared > (open.at(-1)?.depth ?? 0)) open.push({ depth: shared, first });
  }
  return pieces.sort((one, other) => other.score - one.score || byCodePoints(other.text, one.text));
}

/** A word's end counts as a character: what always stands there ends in it, and is no piece. */
function validText(characters: Int32Array, start: number, depth: number): string | undefined {
  if (depth < 2 || depth > PIECE_CHARACTERS) return undefined;
  const piece = characters.subarray(start, start + depth);
  return piece.includes(0) ? undefined : String.fromCodePoint(...piece);
}

/** The order of two suffixes, as far as pieces reach. */
function compare(characters: Int32Array, one: number, other: number): number {
  const shared = common(characters, one, other);
  const isAlike = shared > PIECE_CHARACTERS || (shared > 0 && characters[one + shared - 1] === 0);
  if (isAlike) return one - other;
  return (characters[one + shared] as number) - (characters[other + shared] as number);
}

/** Characters that two suffixes begin with alike, the end of a word among them, as far as pieces reach. */
function common(characters: Int32Array, one: number, other: number): number {
  let length = 0;
  while (length <= PIECE_CHARACTERS && characters[one + length] === characters[other + length]) {
    length += 1;
    if (characters[one + length - 1] === 0) break;
  }
  return length;
}

function byCodePoints(one: string, other: string): number {
  const [left, right] = [Array.from(one), Array.from(other)];
  const at = left.findIndex((character, place) => character !== right[place]);
  if (at < 0) return left.length - right.length;
  return (left[at]?.codePointAt(0) ?? 0) - (right[at]?.codePointAt(0) ?? -1);
}
