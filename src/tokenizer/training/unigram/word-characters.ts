import type { WordCounts } from "../initial-tokens.js";

/** The words of a corpus as code points, one behind the other. */
export interface WordCharacters {
  /** Code points of all words, a 0 behind each word. */
  readonly characters: Int32Array;
  /** `[W + 1]` where each word starts; the last is the end. */
  readonly starts: Int32Array;
  /** `[W]` how often each word comes. */
  readonly counts: Float64Array;
}

/** More words do not change which pieces are frequent. */
const MOST_WORDS = 500_000;

/** The most frequent words of a corpus, the frequent first. */
export function wordCharacters(words: WordCounts): WordCharacters {
  const frequent = [...words]
    .sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1))
    .slice(0, MOST_WORDS);
  const starts = new Int32Array(frequent.length + 1);
  const characters: number[] = [];
  for (const [index, [word]] of frequent.entries()) {
    for (const character of word) characters.push(character.codePointAt(0) ?? 0);
    characters.push(0);
    starts[index + 1] = characters.length;
  }
  return {
    characters: Int32Array.from(characters),
    starts,
    counts: Float64Array.from(frequent, ([, count]) => count),
  };
}
