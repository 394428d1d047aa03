/**
 * Where tokens stand as people read them: starts moved behind the space that some tokenizers count to a
 * word, ends behind the combining marks that others leave out.
 *
 * @param offsets - `[T * 2]` start and end of each token in the text, in UTF-16 units
 */
export function shownPlaces(text: string, offsets: Int32Array): Int32Array {
  const result = offsets.slice();
  for (let at = 0; at < result.length; at += 2) {
    const [start, end] = [result[at] as number, result[at + 1] as number];
    const spaces = /^\s+/u.exec(text.slice(start, end));
    // A token that is nothing but space stays where it is.
    if (spaces && start + spaces[0].length < end) result[at] = start + spaces[0].length;
    const marks = /^\p{M}+/u.exec(text.slice(end, end + 16));
    const next = offsets[at + 2] ?? text.length;
    if (marks && next >= end) result[at + 1] = Math.min(end + marks[0].length, Math.max(next, end));
  }
  return result;
}
