import type { WordCounts } from "../initial-tokens.js";
import { unitCount } from "../unit-count.js";

/** The words of a corpus as code points, one behind the other. */
export interface WordCharacters {
  /** Code points of all words, a 0 behind each word. */
  readonly characters: Int32Array;
  /** `[W + 1]` where each word starts; the last is the end. */
  readonly starts: Int32Array;
  /** `[W]` how often each word comes. */
  readonly counts: Float64Array;
}

/** How much of a corpus is looked at. */
export interface WordLimits {
  /** More words do not change which pieces are frequent. */
  readonly mostWords: number;
  /** Nor do more characters, where words are whole lines as in Chinese. */
  readonly mostCharacters: number;
}

const usualLimits: WordLimits = { mostWords: 500_000, mostCharacters: 10_000_000 };

/** The most frequent words of a corpus, the frequent first; the last one is cut where it has no room. */
export function wordCharacters(
  words: WordCounts,
  { mostWords, mostCharacters }: WordLimits = usualLimits,
): WordCharacters {
  const frequent = [...words]
    .sort(([one, count], [other, otherCount]) => otherCount - count || (one < other ? -1 : 1))
    .slice(0, mostWords);
  const units = unitCount(frequent.map(([word]) => word));
  const characters = new Int32Array(Math.min(mostCharacters, units) + frequent.length);
  const starts = new Int32Array(frequent.length + 1);
  let end = 0;
  let kept = 0;
  for (const [word] of frequent) {
    let room = mostCharacters - (end - kept);
    if (room === 0) break;
    for (const character of word) {
      if (room-- === 0) break;
      characters[end++] = character.codePointAt(0) ?? 0;
    }
    end += 1;
    kept += 1;
    starts[kept] = end;
  }
  return {
    characters: characters.subarray(0, end),
    starts: starts.subarray(0, kept + 1),
    counts: Float64Array.from(frequent.slice(0, kept), ([, count]) => count),
  };
}
