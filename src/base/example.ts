/**
 * A text as a model reads it: what batches are made of.
 *
 * Axes: S tokens, special ones included.
 */
export interface Tokens {
  /** `[S]` token ids. */
  readonly tokenIds: Int32Array;
  /** `[S]` segment ids: 0 for the first text, 1 for the second. */
  readonly typeIds: Int32Array;
  /** Numbers beside the text that the head reads, equally many in all; absent where it reads none. */
  readonly features?: Float32Array;
}

/** One text of a file, encoded, with what is to be learnt from it: what tasks make. */
export interface Example extends Tokens {
  /** Position of the row in its file, counted from 0. */
  readonly row: number;
  /** `[S * 2]` start and end of each token in the original text, in UTF-16 units; 0, 0 for special tokens. */
  readonly offsets?: Int32Array;
  /** What to learn, as the task writes it: one class id, several, or numbers. Absent when predicting. */
  readonly target?: Int32Array | Float32Array;
  /** How much it counts in the loss: its share of its text where that is read in windows. Absent where all count 1. */
  readonly weight?: number;
}
