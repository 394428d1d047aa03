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
}

/**
 * Cuts a corpus into pieces: each takes as many sentences of its document as fit (Devlin et al. 2019).
 *
 * @param room - tokens that a sequence holds beside the special ones
 */
export function cutPieces(corpus: CorpusLengths, room: number): Pieces {
  const document: number[] = [];
  const first: number[] = [];
  const end: number[] = [];
  const skipped: number[] = [];
  const length: number[] = [];
  const add = (of: number, from: number, to: number, skip: number, tokens: number): void => {
    document.push(of);
    first.push(from);
    end.push(to);
    skipped.push(skip);
    length.push(tokens);
  };
  const { documentStarts, sentenceStarts } = corpus;
  const startOf = (sentence: number): number => sentenceStarts[sentence] ?? 0;
  for (let of = 0; of < corpus.documents; of++) {
    const last = documentStarts[of + 1] ?? 0;
    let from = documentStarts[of] ?? 0;
    while (from < last) {
      let to = from + 1;
      while (to < last && startOf(to + 1) - startOf(from) <= room) to += 1;
      const tokens = startOf(to) - startOf(from);
      // Only a single sentence can be longer than the room.
      for (let skip = 0; skip < tokens; skip += room) {
        add(of, from, to, skip, Math.min(room, tokens - skip));
      }
      from = to;
    }
  }
  return {
    count: document.length,
    document: Int32Array.from(document),
    first: Float64Array.from(first),
    end: Float64Array.from(end),
    skipped: Float64Array.from(skipped),
    length: Int32Array.from(length),
  };
}
