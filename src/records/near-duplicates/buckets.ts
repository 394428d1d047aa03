/**
 * Makes the function that gives the numbers of texts with the same key, where there are two or more, each
 * time ascending. It sorts keys and numbers together in 8 bytes for each text, which it keeps.
 *
 * @param count - texts
 * @returns takes `[count]` keys of a band, in pieces
 */
export function bucketSorter(
  count: number,
): (keys: Iterable<Uint32Array>) => Generator<readonly number[]> {
  // The key is the higher half of a number of 64 bits: such numbers sort natively.
  const tagged = new BigUint64Array(count);
  const halves = new Uint32Array(tagged.buffer);
  return (keys) => {
    tag(halves, keys);
    tagged.sort();
    return runs(halves);
  };
}

function tag(halves: Uint32Array, keys: Iterable<Uint32Array>): void {
  let place = 0;
  for (const piece of keys) {
    for (let i = 0; i < piece.length; i++, place++) {
      halves[2 * place] = place;
      halves[2 * place + 1] = piece[i] as number;
    }
  }
}

/** The numbers with the same key, out of pairs `[number, key]` in the order of their keys. */
function* runs(halves: Uint32Array): Generator<readonly number[]> {
  for (let from = 0, end = 0; from < halves.length; from = end) {
    const key = halves[from + 1];
    end = from + 2;
    while (end < halves.length && halves[end + 1] === key) end += 2;
    if (end - from > 2) {
      yield Array.from({ length: (end - from) / 2 }, (_, i) => halves[from + 2 * i] as number);
    }
  }
}
