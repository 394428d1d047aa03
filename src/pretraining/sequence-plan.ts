import type { Corpus } from "./corpus/index.js";

/** The parts of a corpus's tables that tell lengths, without reading tokens. */
export type CorpusLengths = Pick<
  Corpus,
  "documents" | "sentences" | "documentStarts" | "sentenceStarts"
>;

/**
 * Pieces of a corpus that fill a sequence: some sentences of one document, one after another, or, of a
 * sentence that is too long, some of its tokens. No two share a token. Parallel arrays, one value a piece.
 */
export interface Pieces {
  readonly count: number;
  readonly document: Int32Array;
  /** First sentence, and the one after the last. */
  readonly first: Float64Array;
  readonly end: Float64Array;
  /** Tokens of the first sentence that belong to the pieces before. */
  readonly skipped: Float64Array;
  /** Tokens. */
  readonly length: Int32Array;
  /** Pieces that were too short, and are not among them. */
  readonly leftOut: number;
}

/**
 * Cuts a corpus into pieces: each takes as many sentences of its document as fit (Devlin et al. 2019).
 *
 * @param room - tokens that a sequence holds beside the special ones
 * @param fewest - tokens of a piece: what is left of a document or a long sentence may be less
 */
export function cutPieces(corpus: CorpusLengths, room: number, fewest = 1): Pieces {
  // Counted first: a plain array that grows to their number ends the process above 112 million.
  let [count, leftOut] = [0, 0];
  eachPiece(corpus, room, (_document, _first, _end, _skipped, length) => {
    if (length < fewest) leftOut += 1;
    else count += 1;
  });
  const pieces = {
    count,
    document: new Int32Array(count),
    first: new Float64Array(count),
    end: new Float64Array(count),
    skipped: new Float64Array(count),
    length: new Int32Array(count),
    leftOut,
  };
  let at = 0;
  eachPiece(corpus, room, (document, first, end, skipped, length) => {
    if (length < fewest) return;
    pieces.document[at] = document;
    pieces.first[at] = first;
    pieces.end[at] = end;
    pieces.skipped[at] = skipped;
    pieces.length[at] = length;
    at += 1;
  });
  return pieces;
}

/** Tells the pieces one after another: the values of `Pieces`, in its order. */
function eachPiece(
  { documents, documentStarts, sentenceStarts }: CorpusLengths,
  room: number,
  tell: (document: number, first: number, end: number, skipped: number, length: number) => void,
): void {
  const startOf = (sentence: number): number => sentenceStarts[sentence] ?? 0;
  for (let document = 0; document < documents; document++) {
    const last = documentStarts[document + 1] ?? 0;
    let from = documentStarts[document] ?? 0;
    while (from < last) {
      let to = from + 1;
      while (to < last && startOf(to + 1) - startOf(from) <= room) to += 1;
      const tokens = startOf(to) - startOf(from);
      // Only a single sentence can be longer than the room.
      for (let skip = 0; skip < tokens; skip += room) {
        tell(document, from, to, skip, Math.min(room, tokens - skip));
      }
      from = to;
    }
  }
}
