import type { Window } from "../windows.js";
import type { Entity } from "./entity.js";

/** Where an example's window of a text lies in its tokens. */
export interface ExampleWindow extends Window {
  /** Tokens of the example before it: special ones and context. */
  readonly skipped: number;
}

/**
 * What is needed to read entities out of a model's numbers for a text, and to score them.
 *
 * Axes: T tokens, special ones left out.
 */
export interface EntityReference {
  /** Place of the row among those that were encoded, where some were left out. */
  readonly place?: number;
  readonly text: string;
  /** `[T * 2]` start and end in the text, in UTF-16 units. */
  readonly offsets: Int32Array;
  /** `[T]` which word each token is a part of. */
  readonly words: Int32Array;
  /** `[T]` true label ids, or -1; absent when predicting. */
  readonly labels?: Int32Array;
  /** True entities; none when predicting. */
  readonly entities: readonly Entity[];
  /** The text's examples, in their order. */
  readonly windows: readonly ExampleWindow[];
}
