/**
 * Room for the characters of words: their UTF-16 units, which are never fewer. Flat arrays are made of
 * this size at once, for a plain array of JavaScript ends the process where it grows above 112 million.
 */
export function unitCount(words: Iterable<string>): number {
  let sum = 0;
  for (const { length } of words) sum += length;
  return sum;
}
