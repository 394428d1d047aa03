/** Signs of scripts that are written without spaces and that every tokenizer splits. */
const ideograph = /\p{Script=Han}/u;

/**
 * Words as one text: with spaces between, but for neighbours that are both Chinese.
 *
 * @returns the text, and `[n * 2]` where each word starts and ends in it
 *
 * @example
 * joinedWords(["EU", "rejects"]); // { text: "EU rejects", words: [0, 2, 3, 10] }
 */
export function joinedWords(words: readonly string[]): {
  readonly text: string;
  readonly words: Int32Array;
} {
  const pieces: string[] = [];
  const places = new Int32Array(words.length * 2);
  let end = 0;
  for (const [index, word] of words.entries()) {
    const before = words[index - 1];
    if (before !== undefined && !(isIdeographic(before) && isIdeographic(word))) {
      pieces.push(" ");
      end += 1;
    }
    places[index * 2] = end;
    pieces.push(word);
    end += word.length;
    places[index * 2 + 1] = end;
  }
  return { text: pieces.join(""), words: places };
}

function isIdeographic(word: string): boolean {
  return ideograph.test(word) && [...word].every((sign) => ideograph.test(sign));
}

/** A text in which a space stands between all words. */
interface SpacedText {
  readonly text: string;
  /** The places in the text without these spaces; that of a space is where the next word begins. */
  readonly withoutSpaces: (places: Int32Array) => Int32Array;
}

/**
 * The text with a space wherever two words touch: whatever a tokenizer makes of neighbours, no token of it spans
 * both.
 *
 * @param words - `[n * 2]` start and end of each word in the text
 */
export function spacedWords(text: string, words: Int32Array): SpacedText {
  const ends = new Set(words.filter((_, at) => at % 2 === 1));
  const cuts = [
    ...new Set(words.filter((start, at) => at % 2 === 0 && start > 0 && ends.has(start))),
  ];
  if (cuts.length === 0) return { text, withoutSpaces: (places) => places };
  const pieces = [0, ...cuts].map((start, index) => text.slice(start, cuts[index]));
  return {
    text: pieces.join(" "),
    withoutSpaces(places) {
      const original = new Int32Array(text.length + cuts.length + 1);
      let spaces = 0;
      for (const at of original.keys()) {
        original[at] = at - spaces;
        if (at === (cuts[spaces] ?? Number.NaN) + spaces) spaces += 1;
      }
      return places.map((place) => original[place] as number);
    },
  };
}
