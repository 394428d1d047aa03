/** Least share of the tokens with capital letters: a vocabulary of lower-cased texts has none, a cased one a fifth or more. */
const leastShare = 0.01;

/**
 * Whether a vocabulary was evidently made of texts that keep their case: no lower-cased text has its
 * tokens with capital letters. Special tokens, such as `[CLS]`, do not count.
 */
export function isCased(words: readonly string[]): boolean {
  const plain = words.filter((word) => !/^(\[.*\]|<.*>)$/.test(word));
  const capital = plain.filter((word) => /\p{Lu}/u.test(word));
  return capital.length > 0 && capital.length >= leastShare * plain.length;
}
