/** A stretch of a text, in UTF-16 units. */
interface Placed {
  readonly start: number;
  readonly end: number;
}

/**
 * Stretches of a text that was joined of words, each with the words that it is of: `list.slice(...words)` gives
 * them out of the list.
 *
 * @param spans - in their order
 * @param places - `[n * 2]` start and end of each word in the text
 *
 * @example
 * withWords([{ start: 3, end: 10 }], Int32Array.of(0, 2, 3, 10)); // [{ start: 3, end: 10, words: [1, 2] }]
 */
export function withWords<Span extends Placed>(
  spans: readonly Span[],
  places: Int32Array,
): (Span & { readonly words: readonly [number, number] })[] {
  const count = places.length / 2;
  const endOf = (word: number): number => places[word * 2 + 1] as number;
  let first = 0;
  return spans.map((span) => {
    while (first + 1 < count && endOf(first) <= span.start) first += 1;
    let last = first;
    while (last + 1 < count && endOf(last) < span.end) last += 1;
    return { ...span, words: [first, last + 1] as const };
  });
}
