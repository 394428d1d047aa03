// Rows of AG News size for bench/check.mjs: as many as are asked for, out of the 10,000 that are at hand.

/** The rows of the data set one after the other, again and again, each with a number of its own in front. */
export function* numberedRows(rows, count) {
  for (let id = 0; id < count; id++) {
    const [text, label] = rows[id % rows.length];
    yield [`${id} ${text}`, label];
  }
}

/** Texts of which near-copies are made. */
const REMEMBERED = 100_000;
const PIECES = 5;
const PIECE_WORDS = 8;

/**
 * Texts put together from five runs of eight words out of any rows, so that they differ; the given share of
 * them are near-copies of one of the 100,000 texts before, with a word replaced. The same for the same seed.
 */
export function* lifelikeRows(rows, count, share, seed = 1) {
  const random = randomNumbers(seed);
  const wordsOf = rows.map(([text]) => text.split(/\s+/));
  const anyOf = (list) => list[Math.floor(random() * list.length)];
  const piece = () => {
    const words = anyOf(wordsOf);
    const start = Math.floor(random() * Math.max(1, words.length - PIECE_WORDS));
    return words.slice(start, start + PIECE_WORDS);
  };
  const remembered = [];
  let originals = 0;
  for (let id = 0; id < count; id++) {
    const [, label] = rows[id % rows.length];
    if (remembered.length > 0 && random() < share) {
      const words = anyOf(remembered).split(" ");
      words[Math.floor(random() * words.length)] = anyOf(anyOf(wordsOf));
      yield [words.join(" "), label];
    } else {
      const text = Array.from({ length: PIECES }, piece).flat().join(" ");
      remembered[originals++ % REMEMBERED] = text;
      yield [text, label];
    }
  }
}

/** Numbers in [0, 1): Marsaglia's xorshift of 32 bits. */
function randomNumbers(seed) {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
