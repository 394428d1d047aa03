import { type RandomStream, randomStream } from "../base/index.js";
import type { Corpus, CorpusTokens } from "./corpus/index.js";
import type { Pieces } from "./sequence-plan.js";

/** What is learnt of pairs: whether the second follows, which of two comes first, or nothing. */
export type PairKind = "nsp" | "sop" | "none";

/** The text of a sequence, without special tokens: one segment, or two and how they belong together. */
export interface Segments {
  readonly parts: readonly [CorpusTokens] | readonly [CorpusTokens, CorpusTokens];
  readonly pairLabel: number;
}

/** Where segments come from. */
export interface SegmentSource {
  readonly corpus: Pick<Corpus, "readTokens" | "sentenceStarts">;
  readonly pieces: Pieces;
  /** Pieces from which the second segment of a pair that does not follow may be taken. */
  readonly others: Int32Array;
  readonly pairs: PairKind;
  readonly seed: number;
}

/** Special tokens of a sequence: [CLS] and a [SEP] behind each segment. */
export const specialCount = (pairs: PairKind): number => (pairs === "none" ? 2 : 3);

/** Tokens that a piece must have, for no segment to be empty. */
export const fewestTokens = (pairs: PairKind): number => (pairs === "none" ? 1 : 2);

/**
 * The segments of a piece in an epoch: a function of seed, epoch and piece.
 *
 * - `none`: the piece as one segment
 * - `nsp` (Devlin et al. 2019): cut behind a random sentence; in half of the pairs the second segment is
 *   instead the beginning of a piece of another document, of about the same length (label 1)
 * - `sop` (Lan et al. 2020, ALBERT): cut behind a random sentence; in half of the pairs the two change
 *   places (label 1)
 *
 * A piece of one sentence is cut between two of its words, or two tokens of its only word.
 *
 * @param piece - of `fewestTokens` or more
 */
export function segmentsOf(piece: number, epoch: number, source: SegmentSource): Segments {
  const tokens = pieceTokens(piece, source);
  if (source.pairs === "none") return { parts: [tokens], pairLabel: 0 };
  const random = randomStream(source.seed, "pairs", epoch, piece);
  const at = cutOf(piece, tokens, random, source);
  const [first, second] = [sliced(tokens, 0, at), sliced(tokens, at)];
  const label = random.nextInteger(2);
  if (source.pairs === "sop") {
    return { parts: label === 1 ? [second, first] : [first, second], pairLabel: label };
  }
  if (label === 0) return { parts: [first, second], pairLabel: 0 };
  const other = pieceTokens(otherPiece(piece, random, source), source);
  return { parts: [first, sliced(other, 0, second.ids.length)], pairLabel: 1 };
}

function pieceTokens(piece: number, { corpus, pieces }: SegmentSource): CorpusTokens {
  const sentence = corpus.sentenceStarts[pieces.first[piece] ?? 0] ?? 0;
  const from = sentence + (pieces.skipped[piece] ?? 0);
  return corpus.readTokens(from, from + (pieces.length[piece] ?? 0));
}

/** Behind which token a piece is cut in two: at the end of a sentence, or, in a single one, of a word. */
function cutOf(
  piece: number,
  tokens: CorpusTokens,
  random: RandomStream,
  { corpus: { sentenceStarts }, pieces }: SegmentSource,
): number {
  const from = pieces.first[piece] ?? 0;
  const sentences = (pieces.end[piece] ?? 0) - from;
  if (sentences > 1) {
    const last = from + 1 + random.nextInteger(sentences - 1);
    return (sentenceStarts[last] ?? 0) - (sentenceStarts[from] ?? 0);
  }
  const middle = Math.floor(tokens.ids.length / 2);
  for (let at = middle; at > 0; at--) if (tokens.wordStarts[at] === 1) return at;
  return middle;
}

/** A random piece of another document; where there is none, of another place. */
function otherPiece(
  piece: number,
  random: RandomStream,
  { pieces, others }: SegmentSource,
): number {
  const pick = (): number => others[random.nextInteger(others.length)] ?? piece;
  let found = pick();
  for (let tries = 0; tries < 10 && pieces.document[found] === pieces.document[piece]; tries++) {
    found = pick();
  }
  return found;
}

function sliced({ ids, wordStarts }: CorpusTokens, from: number, to?: number): CorpusTokens {
  return { ids: ids.subarray(from, to), wordStarts: wordStarts.subarray(from, to) };
}
