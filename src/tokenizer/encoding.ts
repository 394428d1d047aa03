import type { Encoding as NativeEncoding } from "tokenizers";
import type { Tokens } from "../base/index.js";

/** A text, or two that are read together. */
export type TextInput = string | readonly [string, string];

/**
 * One text, or pair of texts, as tokens.
 *
 * Axes: S tokens, special ones included.
 */
export interface Encoding extends Tokens {
  /** `[S * 2]` start and end of each token in its text, in UTF-16 units; 0, 0 for special tokens. */
  readonly offsets?: Int32Array;
  /** `[S]` text that each token is from, 0 or 1; -1 for special tokens. Comes with `offsets` too. */
  readonly sequences?: Int8Array;
  /** `[S]` number of the word in its text that each token is of; -1 for special tokens. Comes with `offsets`. */
  readonly words?: Int32Array;
  /** Whether tokens were cut off to keep the length. */
  readonly truncated: boolean;
}

/** Copies an encoding out of the native library. */
export function readEncoding(
  encoding: NativeEncoding,
  text: TextInput,
  { offsets, sequences }: { readonly offsets: boolean; readonly sequences: boolean },
): Encoding {
  return {
    tokenIds: Int32Array.from(encoding.getIds()),
    typeIds: Int32Array.from(encoding.getTypeIds()),
    ...(sequences && { sequences: sequencesOf(encoding) }),
    ...(offsets && placesOf(encoding, text)),
    truncated: encoding.getOverflowing().length > 0,
  };
}

/** The native library counts code points; JavaScript counts UTF-16 units. */
function placesOf(
  encoding: NativeEncoding,
  text: TextInput,
): Required<Pick<Encoding, "offsets" | "sequences" | "words">> {
  const toUnits = (typeof text === "string" ? [text] : text).map(unitPositions);
  const sequences = encoding.getSequenceIds();
  const ranges = encoding.getOffsets();
  const offsets = new Int32Array(2 * ranges.length);
  for (const [token, [start = 0, end = 0]] of ranges.entries()) {
    const units = toUnits[sequences[token] ?? 0];
    offsets[2 * token] = units?.[start] ?? start;
    offsets[2 * token + 1] = units?.[end] ?? end;
  }
  return {
    offsets,
    sequences: sequencesOf(encoding),
    words: Int32Array.from(encoding.getWordIds(), (word) => word ?? -1),
  };
}

const sequencesOf = (encoding: NativeEncoding): Int8Array =>
  Int8Array.from(encoding.getSequenceIds(), (sequence) => sequence ?? -1);

const pairOfSurrogates = /[\ud800-\udbff][\udc00-\udfff]/;

/** Where each code point starts, in UTF-16 units, and the end; undefined where all take one unit. */
function unitPositions(text: string): number[] | undefined {
  if (!pairOfSurrogates.test(text)) return undefined;
  const positions = [0];
  let end = 0;
  for (const character of text) {
    end += character.length;
    positions.push(end);
  }
  return positions;
}
