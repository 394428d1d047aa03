import { createHash } from "node:crypto";

/** Bits of a draw: as many as a double holds with room to spare. */
const DRAW_BYTES = 6;

/**
 * A number in [0, 1) for each content, fixed by the seed and the content alone: the first 48 bits of
 * the SHA-256 of both.
 */
export function contentDraws(contents: readonly string[], seed: number): Float64Array {
  return Float64Array.from(contents, (content) => {
    const digest = createHash("sha256").update(`${seed}\n${content}`).digest();
    return digest.readUIntBE(0, DRAW_BYTES) / 2 ** (8 * DRAW_BYTES);
  });
}

/**
 * Rows in a random order that depends on the seed and on what they hold, not on where they stand.
 * Rows of equal content stay in their order: which of them comes first makes no difference.
 *
 * @param contents - what each row holds, as one text
 */
export function contentOrder(contents: readonly string[], seed: number): Int32Array {
  const draws = contentDraws(contents, seed);
  return Int32Array.from(contents.keys()).sort(
    (a, b) =>
      (draws[a] as number) - (draws[b] as number) ||
      compare(contents[a] as string, contents[b] as string) ||
      a - b,
  );
}

/** Order by UTF-16 unit, the same on every machine. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
