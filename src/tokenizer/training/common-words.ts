/** Words that are kept at most, and characters in all of them. */
export interface WordRoom {
  readonly mostWords: number;
  readonly mostCharacters: number;
}

interface CountedWords {
  readonly counts: Map<string, number>;
  /** Characters in all of them. */
  readonly characters: number;
}

/**
 * The words that came most often, as many as fill half of the room; of those that came equally often, the
 * first ones: of lines that never come twice something must stay.
 */
export function commonWords(counts: ReadonlyMap<string, number>, room: WordRoom): CountedWords {
  const words = room.mostWords / 2;
  const characters = room.mostCharacters / 2;
  let least = 0;
  let size: Size;
  do {
    least += 1;
    size = sizeAbove(counts, least);
  } while (size.words > words || size.characters > characters);
  const kept = new Map<string, number>();
  for (const [word, count] of counts) {
    if (count < least) continue;
    if (count === least) {
      if (size.words + 1 > words || size.characters + word.length > characters) continue;
      size = { words: size.words + 1, characters: size.characters + word.length };
    }
    kept.set(word, count);
  }
  return { counts: kept, characters: size.characters };
}

interface Size {
  readonly words: number;
  readonly characters: number;
}

/** Of the words that came more often than so. */
function sizeAbove(counts: ReadonlyMap<string, number>, least: number): Size {
  let words = 0;
  let characters = 0;
  for (const [word, count] of counts) {
    if (count <= least) continue;
    words += 1;
    characters += word.length;
  }
  return { words, characters };
}
