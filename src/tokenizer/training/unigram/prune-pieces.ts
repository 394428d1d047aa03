import { bestPath, latticeOf, type Segmenter, UNKNOWN, unknownScore } from "./lattice.js";
import type { Piece } from "./piece.js";
import type { WordCharacters } from "./word-characters.js";

/**
 * Some of the pieces: those that nothing can stand for, then those without which the corpus would
 * become most improbable, up to `size`. What the best cut of no word holds is left out.
 */
export function prunePieces(
  pieces: readonly Piece[],
  segmenter: Segmenter,
  words: WordCharacters,
  size: number,
): Piece[] {
  const alternatives = alternativesOf(pieces, segmenter);
  const { frequencies, wordCount } = bestFrequencies(pieces.length, segmenter, words);
  const total = frequencies.reduce((sum, frequency) => sum + frequency, 0);
  const kept: Piece[] = [pieces[UNKNOWN] as Piece];
  const candidates: { readonly piece: Piece; readonly loss: number }[] = [];
  for (let id = UNKNOWN + 1; id < pieces.length; id++) {
    const piece = pieces[id] as Piece;
    const frequency = frequencies[id] as number;
    const instead = alternatives[id];
    if (instead === undefined) {
      kept.push(piece);
    } else if (frequency > 0 && instead.length === 0) {
      kept.push(piece);
    } else if (frequency > 0) {
      // Each piece that stands in gains its frequency, and so the sum grows. By how many pieces: SentencePiece
      // and the tokenizers library take them all, not those that stand in, and so must we to choose alike.
      const before = Math.log(frequency) - Math.log(total);
      const sum = Math.log(total + frequency * (pieces.length - 1));
      const after = instead.reduce(
        (log, other) => log + Math.log((frequencies[other] as number) + frequency) - sum,
        0,
      );
      candidates.push({ piece, loss: (frequency / wordCount) * (before - after) });
    }
  }
  candidates.sort((one, other) => other.loss - one.loss);
  const room = Math.max(0, size - kept.length);
  return [...kept, ...candidates.slice(0, room).map(({ piece }) => piece)];
}

/**
 * The pieces that stand for each piece where it is gone: none where its characters are better cut
 * anyway; undefined where nothing else is possible.
 */
function alternativesOf(
  pieces: readonly Piece[],
  segmenter: Segmenter,
): (readonly number[] | undefined)[] {
  const unknown = unknownScore(segmenter.scores);
  return pieces.map(({ text }, id) => {
    if (id === UNKNOWN) return [];
    const characters = Int32Array.from(text, (character) => character.codePointAt(0) ?? 0);
    const path = bestPath(latticeOf(characters, segmenter, unknown), true);
    if (path === undefined) return undefined;
    return path.score > (segmenter.scores[id] as number) ? [] : path.pieces;
  });
}

/** How often each piece stands in the best cuts of all words. */
function bestFrequencies(
  size: number,
  segmenter: Segmenter,
  { characters, starts, counts }: WordCharacters,
): { readonly frequencies: Float64Array; readonly wordCount: number } {
  const unknown = unknownScore(segmenter.scores);
  const frequencies = new Float64Array(size);
  let wordCount = 0;
  for (const [word, count] of counts.entries()) {
    const text = characters.subarray(starts[word], (starts[word + 1] as number) - 1);
    const path = bestPath(latticeOf(text, segmenter, unknown));
    for (const piece of path?.pieces ?? []) {
      frequencies[piece] = (frequencies[piece] as number) + count;
    }
    wordCount += count;
  }
  return { frequencies, wordCount };
}
