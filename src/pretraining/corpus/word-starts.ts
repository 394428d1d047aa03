const chinese = /\p{Script=Han}/u;
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

/** What a sentence's tokens are told apart by. */
export interface SentenceTokens {
  /** `[S]` number of the tokenizer's word that each token is of. */
  readonly words: Int32Array;
  /** `[S * 2]` start and end of each token in the sentence, in UTF-16 units. */
  readonly offsets: Int32Array;
}

/**
 * Where words begin: `[S]` 1 for a token that begins one, 0 for one that goes on. Words are those of
 * the tokenizer; of Chinese, whose characters stand alone there, those of ICU's dictionary.
 */
export function wordStarts(sentence: string, { words, offsets }: SentenceTokens): Uint8Array {
  const starts = Uint8Array.from(words, (word, token) => Number(word !== words[token - 1]));
  if (!chinese.test(sentence)) return starts;
  const boundaries = new Set<number>();
  for (const { index } of segmenter.segment(sentence)) boundaries.add(index);
  for (let token = 1; token < starts.length; token++) {
    const start = offsets[2 * token] as number;
    const isInside = start === offsets[2 * token - 1] && !boundaries.has(start);
    if (isInside && isChinese(sentence, start) && isChinese(sentence, offsets[2 * token - 2])) {
      starts[token] = 0;
    }
  }
  return starts;
}

const isChinese = (text: string, place = 0): boolean =>
  chinese.test(String.fromCodePoint(text.codePointAt(place) ?? 0));
