import { BerthError } from "../../base/index.js";

/** Takes a text apart; the pieces put together are the text. */
export type CutWords = (text: string) => readonly Piece[];

export interface Piece {
  readonly text: string;
  /** Whether it is a word, rather than space or punctuation. */
  readonly isWord: boolean;
}

const segmenter = new Intl.Segmenter("en", { granularity: "word" });

/** Words by the rules of Unicode; those of Chinese, Japanese and Thai by the dictionaries of ICU. */
export const cutByUnicode: CutWords = (text) => stretchesOf(text).flatMap(segments);

const segments = (text: string): Piece[] =>
  Array.from(segmenter.segment(text), ({ segment, isWordLike = false }) => ({
    text: segment,
    isWord: isWordLike,
  }));

/** The segmenter's time grows with the square of a text's length. */
const STRETCH = 2000;

// No word reaches over these signs.
const wordEnd = /[ \n\r\t\u3000。！？、](?=[\p{L}\p{N}])/gu;

/** A long text in stretches, cut between words; somewhere where there are no words. */
function stretchesOf(text: string): string[] {
  const stretches: string[] = [];
  let start = 0;
  while (text.length - start > STRETCH) {
    const stretch = text.slice(start, start + STRETCH);
    const last = [...stretch.matchAll(wordEnd)].at(-1);
    // A character of two units stays whole.
    const whole = /[\ud800-\udbff]$/.test(stretch) ? STRETCH - 1 : STRETCH;
    const length = last === undefined ? whole : last.index + 1;
    stretches.push(stretch.slice(0, length));
    start += length;
  }
  return [...stretches, text.slice(start)];
}

export function wordCount(text: string): number {
  return cutByUnicode(text).filter(({ isWord }) => isWord).length;
}

const loneSurrogate = /\p{Cs}/u;
const wordCharacter = /[\p{L}\p{N}]/u;

/**
 * Chinese words by jieba and its dictionary.
 *
 * @throws PACKAGE_MISSING
 */
export async function loadJieba(): Promise<CutWords> {
  const [{ Jieba }, { dict }] = await Promise.all([
    import("@node-rs/jieba"),
    import("@node-rs/jieba/dict.js"),
  ]).catch((cause: unknown) => {
    const message =
      'the step asks for words=jieba, whose package is not installed: npm install @node-rs/jieba, or leave "words" out';
    throw new BerthError("PACKAGE_MISSING", message, { package: "@node-rs/jieba" }, { cause });
  });
  const jieba = Jieba.withDict(dict);
  return (text) => {
    // A native library's strings hold no half characters.
    if (loneSurrogate.test(text)) return cutByUnicode(text);
    return jieba.cut(text, true).map((piece) => ({
      text: piece,
      isWord: wordCharacter.test(piece),
    }));
  };
}
