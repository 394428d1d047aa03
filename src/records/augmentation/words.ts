/** A word of a row while it is edited. */
export interface Word {
  readonly text: string;
  /** Whether it stays as it is, where it is: a link, a mention, a hashtag, a part of an entity. */
  readonly fixed: boolean;
  /** Whether it belongs to the word before it, so that nothing may come between. */
  readonly joined: boolean;
  /** Its place in the row as it was; absent for a word that was put in. */
  readonly from?: number;
}

/** What an edited row is written from, and how. */
export interface Passage {
  readonly words: readonly Word[];
  /** The cells of edited words: one for each column that the passage was read from. */
  write(words: readonly Word[]): readonly string[];
  /** Edited words as running text. */
  text(words: readonly Word[]): string;
}

const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;

/** What stands between two words that were put side by side: a space, or nothing in scripts without. */
export function separator(before: string, after: string): string {
  const last = [...before].at(-1) ?? "";
  const [first = ""] = after;
  return unspaced.test(last) || unspaced.test(first) ? "" : " ";
}
