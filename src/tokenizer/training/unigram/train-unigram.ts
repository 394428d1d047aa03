import type { WordCounts } from "../initial-tokens.js";
import { addExpected, latticeOf, type Segmenter, UNKNOWN, unknownScore } from "./lattice.js";
import type { Piece } from "./piece.js";
import { pieceTrie } from "./piece-trie.js";
import { prunePieces } from "./prune-pieces.js";
import { seedPieces } from "./seed-pieces.js";
import { type WordCharacters, wordCharacters } from "./word-characters.js";

/** Rounds of expectation and maximisation between two prunings. */
const ROUNDS = 2;

/** Share of the pieces that a pruning leaves. */
const SHRINKING = 0.75;

/** A piece that is expected less often goes. */
const LEAST_EXPECTED = 0.5;

/** Stands before the pieces for characters that are none. */
const unknownPiece: Piece = { text: "", score: 0 };

/**
 * A Unigram vocabulary: of many pieces of words, those that make the corpus most probable, where a word
 * is cut in every way at once, each with its probability. The algorithm of Hugging Face's tokenizers.
 *
 * T. Kudo, "Subword Regularization", 2018.
 *
 * @param size - pieces at most; all characters of the words are among them, even where they are more
 * @returns the pieces, the probable first
 */
export function trainUnigram(
  counts: WordCounts,
  size: number,
  {
    specialTokens,
    onProgress = () => {},
  }: {
    readonly specialTokens: number;
    readonly onProgress?: ((done: number, total: number) => void) | undefined;
  },
): Piece[] {
  const words = wordCharacters(counts);
  let pieces: readonly Piece[] = [unknownPiece, ...seedPieces(words)];
  const trie = pieceTrie(pieces);
  const segmenter = (): Segmenter => {
    trie.number(pieces);
    return { trie, scores: Float64Array.from(pieces, ({ score }) => score) };
  };
  const wanted = Math.floor(((size + specialTokens) * 11) / 10);
  const total = Math.max(1, Math.ceil(Math.log(wanted / pieces.length) / Math.log(SHRINKING)) + 1);
  for (let loop = 1; ; loop++) {
    for (let round = 0; round < ROUNDS; round++) {
      pieces = likelierPieces(pieces, expectedCounts(pieces.length, segmenter(), words));
    }
    onProgress(Math.min(loop, total), total);
    if (pieces.length <= wanted) break;
    const left = Math.max(wanted, Math.floor(pieces.length * SHRINKING));
    pieces = prunePieces(pieces, segmenter(), words, left);
  }
  return finalPieces(pieces.slice(UNKNOWN + 1), counts, size);
}

function expectedCounts(
  size: number,
  segmenter: Segmenter,
  { characters, starts, counts }: WordCharacters,
): Float64Array {
  const unknown = unknownScore(segmenter.scores);
  const expected = new Float64Array(size);
  for (const [word, count] of counts.entries()) {
    const text = characters.subarray(starts[word], (starts[word + 1] as number) - 1);
    addExpected(latticeOf(text, segmenter, unknown), count, expected);
  }
  return expected;
}

/**
 * The pieces with new scores. The digamma function in place of the logarithm makes rare pieces rarer: P.
 * Liang, D. Klein, "Structured Bayesian Nonparametric Models with Variational Inference", 2007.
 */
function likelierPieces(pieces: readonly Piece[], expected: Float64Array): Piece[] {
  const isLeft = (id: number): boolean =>
    id !== UNKNOWN && (expected[id] as number) >= LEAST_EXPECTED;
  const sum = expected.reduce((all, count, id) => all + (isLeft(id) ? count : 0), 0);
  const log = digamma(sum);
  return pieces.flatMap((piece, id) => {
    if (id === UNKNOWN) return [piece];
    return isLeft(id) ? [{ ...piece, score: digamma(expected[id] as number) - log }] : [];
  });
}

/** The derivative of the logarithm of the gamma function, by its asymptotic series. */
function digamma(value: number): number {
  let x = value;
  let result = 0;
  for (; x < 7; x++) result -= 1 / x;
  x -= 1 / 2;
  const square = 1 / x ** 2;
  const fourth = square ** 2;
  return (
    result +
    Math.log(x) +
    square / 24 -
    (7 / 960) * fourth +
    (31 / 8064) * fourth * square -
    (127 / 30720) * fourth ** 2
  );
}

/** What is added to the smallest score from one missing character to the next, so that all differ. */
const SCORE_STEP = 0.0001;

/** All characters, then the pieces in their order, as many as there is room for; the probable first. */
function finalPieces(pieces: readonly Piece[], counts: WordCounts, size: number): Piece[] {
  const scores = new Map(pieces.map(({ text, score }) => [text, score]));
  const least = pieces.reduce((smallest, { score }) => Math.min(smallest, score), 0);
  const characters = new Set<string>();
  for (const word of counts.keys()) {
    for (const character of word) characters.add(character);
  }
  let missing = 0;
  const final = new Map<string, number>();
  for (const character of [...characters].sort()) {
    const score = scores.get(character) ?? least + SCORE_STEP * missing++;
    final.set(character, score);
  }
  for (const { text, score } of pieces) {
    if (final.size >= size) break;
    if (!final.has(text)) final.set(text, score);
  }
  return [...final]
    .map(([text, score]) => ({ text, score }))
    .sort((one, other) => other.score - one.score);
}
