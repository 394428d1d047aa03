/** How often each word stands in a corpus. */
export type WordCounts = ReadonlyMap<string, number>;

/** What the tokens of a vocabulary begin with, before any is made out of two. */
export interface InitialSettings {
  readonly specialTokens: readonly string[];
  /** What a token is written with that goes on in a word, such as `##`; empty for none. */
  readonly prefix: string;
  /** Characters that are tokens even where the corpus lacks them. */
  readonly alphabet: readonly string[];
}

/**
 * The tokens that a vocabulary cannot do without: special tokens, the characters that occur, and
 * those that go on in a word; each group in the order of code points, so that the same corpus always
 * gives the same ids.
 */
export function initialTokens(
  words: WordCounts,
  { specialTokens, prefix, alphabet }: InitialSettings,
): string[] {
  const characters = new Set(alphabet);
  const continuing = new Set<string>();
  for (const word of words.keys()) {
    let isFirst = true;
    for (const character of word) {
      characters.add(character);
      if (!isFirst && prefix !== "") continuing.add(prefix + character);
      isFirst = false;
    }
  }
  return [...new Set([...specialTokens, ...sorted(characters), ...sorted(continuing)])];
}

function sorted(tokens: ReadonlySet<string>): string[] {
  const place = (token: string): number => [...token].at(-1)?.codePointAt(0) ?? 0;
  return [...tokens].sort((one, other) => place(one) - place(other));
}
