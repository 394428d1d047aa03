/** Python splits at these too. */
const asciiSeparators = "\u001c-\u001f";
const whiteSpace = new RegExp(`[\\p{White_Space}${asciiSeparators}]+`, "u");

/** The ASCII characters that Python calls punctuation. */
const punctuation = /[!-/:-@[-`{-~]/g;

/** Python's `\b` knows all letters and digits, JavaScript's only those of ASCII. */
const articles = /(?<![\p{L}\p{N}_])(?:a|an|the)(?![\p{L}\p{N}_])/gu;

/**
 * An answer as the SQuAD scripts compare it: in lower case, without ASCII punctuation, without the
 * articles a, an and the, and with one space between words.
 *
 * @example
 * normalizeAnswer("The  Eiffel-Tower!"); // "eiffeltower"
 */
export function normalizeAnswer(text: string): string {
  return answerTokens(text).join(" ");
}

/** The words of an answer as the SQuAD scripts compare it. */
export function answerTokens(text: string): string[] {
  return text
    .toLowerCase()
    .replace(punctuation, "")
    .replace(articles, " ")
    .split(whiteSpace)
    .filter((word) => word !== "");
}

/**
 * The words of an answer as the SQuAD scripts compare it, each Chinese character a word: an answer without
 * spaces would be one word, right or wrong as a whole.
 *
 * @example
 * chineseAnswerTokens("2008年 Beijing"); // ["2008", "年", "beijing"]
 */
export function chineseAnswerTokens(text: string): string[] {
  return answerTokens(text)
    .flatMap((word) => word.split(/(\p{Script=Han})/u))
    .filter((word) => word !== "");
}
