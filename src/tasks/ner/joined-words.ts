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
