import type { Encoding, SpaceSign } from "../../tokenizer/index.js";
import { shownPlaces } from "../shown-places.js";

/**
 * The tokens of a text, special ones left out.
 *
 * Axes: T tokens.
 */
export interface TextTokens {
  /** `[T]` */
  readonly ids: Int32Array;
  /** `[T * 2]` start and end in the text, in UTF-16 units. */
  readonly offsets: Int32Array;
  /** `[T]` number of the word that each token is a part of, from 0 and never falling; words without a token have none. */
  readonly words: Int32Array;
  /** The special tokens before and behind. */
  readonly before: Int32Array;
  readonly behind: Int32Array;
}

/** Signs of scripts that are written without spaces: each token is a word there. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** A mark, punctuation or symbol, at the beginning and at the end. */
const beginsWithMark = /^[\p{P}\p{S}]/u;
const endsWithMark = /[\p{P}\p{S}]$/u;

/** A text as a tokenizer reads it. */
interface ReadText {
  /** The whole text with offsets and words. */
  readonly encoding: Encoding;
  /** `[n * 2]` start and end of each word of the file. */
  readonly words?: Int32Array | undefined;
  /** The tokenizer's. */
  readonly spaceSign: SpaceSign;
}

/**
 * Finds the words that tokens are parts of: those of the file where it gives some, else the
 * tokenizer's, with every token a word in scripts without spaces, and punctuation apart from the letters
 * beside it also where the tokenizer splits texts at spaces alone.
 */
export function textTokens(text: string, { encoding, words, spaceSign }: ReadText): TextTokens {
  const { tokenIds, offsets = new Int32Array(0), words: own = new Int32Array(0) } = encoding;
  const first = own.findIndex((word) => word >= 0);
  const end = first < 0 ? 1 : own.findLastIndex((word) => word >= 0) + 1;
  const start = first < 0 ? 1 : first;
  const ownWords = own.subarray(start, end);
  const places = atShownTokens(
    text,
    shownPlaces(text, offsets.subarray(start * 2, end * 2)),
    ownWords,
  );
  const given = words && givenWords(places, words);
  return {
    ids: tokenIds.subarray(start, end),
    offsets: words && given ? atWordEnds(places, given, words) : places,
    words: given ?? foundWords(text, places, ownWords, spaceSign === "▁"),
    before: tokenIds.subarray(0, start),
    behind: tokenIds.subarray(end),
  };
}

/** Places of tokens, those that are nothing but the space in front of their word moved to what it shows first. */
function atShownTokens(text: string, offsets: Int32Array, own: Int32Array): Int32Array {
  const places = offsets.slice();
  const shown = (token: number): string => text.slice(places[token * 2], places[token * 2 + 1]);
  // From the end, so that the token behind has its place already.
  for (let token = own.length - 2; token >= 0; token--) {
    const isOneWord = own[token] === own[token + 1];
    if (isOneWord && /^\s+$/u.test(shown(token)) && shown(token + 1).trim() !== "") {
      places.copyWithin(token * 2, token * 2 + 2, token * 2 + 4);
    }
  }
  return places;
}

function givenWords(offsets: Int32Array, words: Int32Array): Int32Array {
  const count = words.length / 2;
  let word = 0;
  return Int32Array.from({ length: offsets.length / 2 }, (_, token) => {
    const start = offsets[token * 2] as number;
    while (word + 1 < count && (words[word * 2 + 1] as number) <= start) word += 1;
    return word;
  });
}

/**
 * Places of tokens, those at the ends of a word moved to its ends: a tokenizer drops signs such as a zero
 * width space there, and the word has them.
 */
function atWordEnds(offsets: Int32Array, tokenWords: Int32Array, words: Int32Array): Int32Array {
  const places = offsets.slice();
  for (const [token, word] of tokenWords.entries()) {
    const [from = 0, to = 0] = words.subarray(word * 2, word * 2 + 2);
    if (tokenWords[token - 1] !== word) {
      places[token * 2] = Math.min(from, places[token * 2] as number);
    }
    if (tokenWords[token + 1] !== word) {
      places[token * 2 + 1] = Math.max(to, places[token * 2 + 1] as number);
    }
  }
  return places;
}

function foundWords(
  text: string,
  offsets: Int32Array,
  own: Int32Array,
  splitsMarks: boolean,
): Int32Array {
  let word = -1;
  const shown = (token: number): string =>
    text.slice(offsets[token * 2] as number, offsets[token * 2 + 1] as number);
  return own.map((id, token) => {
    const start = offsets[token * 2] as number;
    const isSplit = token > 0 && start === offsets[token * 2 - 2];
    const sign = String.fromCodePoint(text.codePointAt(start) ?? 0);
    const isNew =
      token === 0 ||
      id !== own[token - 1] ||
      spaceless.test(sign) ||
      (splitsMarks && endsWithMark.test(shown(token - 1)) !== beginsWithMark.test(sign));
    if (isNew && !isSplit) word += 1;
    return Math.max(word, 0);
  });
}
