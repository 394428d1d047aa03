/** A piece of words, with the logarithm of its probability. */
export interface Piece {
  readonly text: string;
  readonly score: number;
}

/** Characters of the longest piece. */
export const PIECE_CHARACTERS = 16;
