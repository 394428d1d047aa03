import { commonWords } from "./common-words.js";

/** Counts the words of texts. */
export interface WordCounter {
  add(text: string): void;
  /** How often each word came. */
  finish(): ReadonlyMap<string, number>;
}

export interface WordCounterOptions {
  /** The words of a text. */
  readonly wordsOf: (text: string) => readonly string[];
  /** Where a text may be cut without changing its words: pieces that come again are split once. */
  readonly pieceEnd: RegExp;
  /** Different words that are kept: a map of JavaScript holds 16 million. */
  readonly mostWords?: number;
  /** Characters of all of them: where words are whole phrases, as in Chinese, memory ends by these. */
  readonly mostCharacters?: number;
}

/** Pieces that wait to be split into words. */
const WAITING_PIECES = 200_000;

/** Longer pieces hardly come again: a line of Chinese is one. */
const LONGEST_PIECE = 40;

/**
 * A counter of words. Beyond `mostWords` different ones, or `mostCharacters` in them, those that came
 * least often so far are forgotten, down to half of that: they are too rare to become tokens.
 */
export function wordCounter({
  wordsOf,
  pieceEnd,
  mostWords = 8_000_000,
  mostCharacters = 100_000_000,
}: WordCounterOptions): WordCounter {
  let counts = new Map<string, number>();
  let waiting = new Map<string, number>();
  let characters = 0;
  const split = (piece: string, count: number): void => {
    for (const word of wordsOf(piece)) {
      const before = counts.get(word);
      if (before === undefined) characters += word.length;
      counts.set(word, (before ?? 0) + count);
    }
    if (counts.size > mostWords || characters > mostCharacters) {
      ({ counts, characters } = commonWords(counts, { mostWords, mostCharacters }));
    }
  };
  const flush = (): void => {
    for (const [piece, count] of waiting) split(piece, count);
    waiting = new Map();
  };
  return {
    add(text) {
      for (const piece of text.split(pieceEnd)) {
        if (piece === "") continue;
        if (piece.length > LONGEST_PIECE) split(piece, 1);
        else waiting.set(piece, (waiting.get(piece) ?? 0) + 1);
      }
      if (waiting.size > WAITING_PIECES) flush();
    },
    finish() {
      flush();
      return counts;
    },
  };
}
