/**
 * The rules by which NLTK's `word_tokenize` sets words and marks apart (Penn Treebank's, with its
 * quotation marks), as far as they can apply to lower-case text without the marks that the CMRC
 * script removes before. Python's `\d` and `\w` know all scripts.
 */
const rules: readonly (readonly [RegExp, string])[] = [
  // Quotation marks that open; a straight one becomes ``.
  [/[«‘„]/gu, " $& "],
  [/^"/u, " `` "],
  [/([ ([{<])(?:"|'')/gu, "$1 `` "],
  [/(?<![\p{L}\p{N}_])'(?!(?:re|ve|ll|m|t|s|d|n)(?![\p{L}\p{N}_]))(?=[\p{L}\p{N}_])/gu, "' "],
  // The period at the end, also before closing marks; no other one.
  [/([^.])\.([\])}>"'» ]*)\s*$/u, "$1 . $2 "],
  // A comma, but not within a number.
  [/,(\P{Nd})/gu, " , $1"],
  [/,$/u, " , "],
  [/\.{2,}/gu, " $& "],
  [/[;@#$%&?!\u2012-\u2015]/gu, " $& "],
  [/([^'])' /gu, "$1 ' "],
  [/[\][(){}<>]/gu, " $& "],
  // Quotation marks that close; a straight one becomes ''.
  [/^|$/gu, " "],
  [/»/gu, " » "],
  [/''|"/gu, " '' "],
  [/\s+/gu, " "],
  // What is written together and is two words.
  [/([^' ])('[smd]|') /gu, "$1 $2 "],
  [/([^' ])('ll|'re|'ve|n't) /gu, "$1 $2 "],
  ...["can not", "d 'ye", "gim me", "gon na", "got ta", "lem me", "more 'n"].map(twoWords),
  [/(?<![\p{L}\p{N}_])wanna(?=\s)/gu, " wan na "],
  [/ 't(is|was)(?![\p{L}\p{N}_])/gu, " 't $1 "],
];

function twoWords(words: string): readonly [RegExp, string] {
  const pattern = `(?<![\\p{L}\\p{N}_])${words.replace(" ", "")}(?![\\p{L}\\p{N}_])`;
  return [new RegExp(pattern, "gu"), ` ${words} `];
}

/** The words and marks of a run of text without Chinese characters, in lower case. */
export function latinWords(text: string): string[] {
  return rules
    .reduce((current, [pattern, replacement]) => current.replace(pattern, replacement), text)
    .split(/\s+/u)
    .filter((word) => word !== "");
}
