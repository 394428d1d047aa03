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
 * the tokenizer; of Chinese, whose characters stand alone in one and whose clauses are one word in
 * another, those of ICU's dictionary.
 */
export function wordStarts(sentence: string, { words, offsets }: SentenceTokens): Uint8Array {
  const starts = Uint8Array.from(words, (word, token) => Number(word !== words[token - 1]));
  if (!chinese.test(sentence)) return starts;
  const marks = chineseMarks(sentence);
  for (let token = 1; token < starts.length; token++) {
    const start = offsets[2 * token] as number;
    const mark = marks.get(start);
    // Tokens of the same character overlap, and are of one word.
    if (mark !== undefined && start === offsets[2 * token - 1]) starts[token] = mark;
  }
  return starts;
}

/** By their places in a sentence: 1 where a Chinese word begins or ends, 0 inside of one. */
function chineseMarks(sentence: string): ReadonlyMap<number, 0 | 1> {
  const marks = new Map<number, 0 | 1>();
  let before = "";
  for (const { segment, index } of segmenter.segment(sentence)) {
    // Unigram's sign for a space stays with the word behind it.
    if (before.trim() !== "" && chinese.test(before + segment)) marks.set(index, 1);
    if (chinese.test(segment)) {
      for (let place = 1; place < segment.length; place++) marks.set(index + place, 0);
    }
    before = segment;
  }
  return marks;
}
