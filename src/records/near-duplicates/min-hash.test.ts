import fc from "fast-check";
import { expect, test } from "vitest";
import { leastHashes } from "./least-hashes.js";

const word = fc.nat({ max: 0xffffffff });

/** The formula itself, one number after the other. */
function expected(shingles: Uint32Array, factors: Uint32Array, terms: Uint32Array): number[] {
  return Array.from(factors, (factor, i) =>
    shingles.reduce((least, shingle) => {
      const value = (BigInt(factor) * BigInt(shingle) + BigInt(terms[i] ?? 0)) % 2n ** 32n;
      return Math.min(least, Number(value));
    }, 0xffffffff),
  );
}

test("the compiled loop gives the minima of the formula, whatever the number of hashes", () => {
  fc.assert(
    fc.property(
      fc.uint32Array({ maxLength: 40 }),
      fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 40 }),
      (shingles, pairs) => {
        const factors = Uint32Array.from(pairs, ([factor]) => factor);
        const terms = Uint32Array.from(pairs, ([, term]) => term);
        const hashes = leastHashes(factors, terms);
        // What one text leaves behind must not reach the next.
        hashes.of(Uint32Array.of(1, 2, 3));
        hashes.of(shingles);
        expect([...hashes.least]).toEqual(expected(shingles, factors, terms));
      },
    ),
  );
});

test("more shingles than go through the loop at once", () => {
  const shingles = Uint32Array.from({ length: 40_000 }, (_, i) => Math.imul(i, 2654435761) >>> 0);
  const [factors, terms] = [Uint32Array.of(3, 7), Uint32Array.of(11, 13)];
  const hashes = leastHashes(factors, terms);
  hashes.of(shingles);
  expect([...hashes.least]).toEqual(expected(shingles, factors, terms));
});
