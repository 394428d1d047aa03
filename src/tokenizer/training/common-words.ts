/** Words that are kept at most, and characters in all of them. */
export interface WordRoom {
  readonly mostWords: number;
  readonly mostCharacters: number;
}

/**
 * The words that came more than `rarest` times; where these leave half of the room free, the first of the
 * others too, up to that half: of lines that never come twice something must stay.
 */
export function commonWords(
  counts: ReadonlyMap<string, number>,
  rarest: number,
  { mostWords, mostCharacters }: WordRoom,
): { readonly counts: Map<string, number>; readonly characters: number } {
  let characters = 0;
  let words = 0;
  for (const [word, count] of counts) {
    if (count <= rarest) continue;
    characters += word.length;
    words += 1;
  }
  const kept = new Map<string, number>();
  for (const [word, count] of counts) {
    if (count <= rarest) {
      if (words + 1 > mostWords / 2 || characters + word.length > mostCharacters / 2) continue;
      characters += word.length;
      words += 1;
    }
    kept.set(word, count);
  }
  return { counts: kept, characters };
}
