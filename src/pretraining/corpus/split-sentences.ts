const segmenter = new Intl.Segmenter("en", { granularity: "sentence" });

/**
 * What stands in front of a full stop that ends no sentence: titles, and single capital letters, as of
 * names. Where a sentence does end with one, the next goes on in it: that does less harm.
 */
const abbreviated =
  /(?:^|[\s("“‘])(?:Mr|Mrs|Ms|Messrs|Mme|Dr|St|Prof|Capt|Col|Gen|Lt|Sgt|Rev|Hon|Sen|Rep|Gov|Pres|vs|cf|viz|e\.g|i\.e|No|Vol|Fig|[A-Z])\.\s*$/u;

/** Speech that the sentence around it goes on from: `“Is it so?” he asked.` */
const speech = /["”’»']\s*$/;
const goesOn = /^\p{Ll}/u;

/**
 * The sentences of a text, by the rules of Unicode, which know the signs of all languages; white space
 * around them is left out. A line break ends a sentence.
 */
export function splitSentences(text: string): string[] {
  const sentences: string[] = [];
  let begun = "";
  for (const { segment } of segmenter.segment(text)) {
    if (begun !== "" && !isJoined(begun, segment)) {
      sentences.push(begun);
      begun = "";
    }
    begun += segment;
  }
  sentences.push(begun);
  return sentences.map((sentence) => sentence.trim()).filter((sentence) => sentence !== "");
}

const isJoined = (before: string, next: string): boolean =>
  !before.endsWith("\n") &&
  (abbreviated.test(before) || (speech.test(before) && goesOn.test(next)));
