import fc from "fast-check";
import { expect, test } from "vitest";
import { bucketSorter } from "./buckets.js";

/** Places by their keys, as a map has them. */
function grouped(keys: readonly number[]): number[][] {
  const places = new Map<number, number[]>();
  for (const [place, key] of keys.entries()) {
    places.set(key, [...(places.get(key) ?? []), place]);
  }
  return [...places]
    .filter(([, group]) => group.length > 1)
    .sort(([a], [b]) => a - b)
    .map(([, group]) => group);
}

test("places with one key come together, ascending, however the keys are cut, band after band", () => {
  const key = fc.oneof(fc.nat({ max: 5 }), fc.nat({ max: 0xffffffff }), fc.constant(0xffffffff));
  const bands = fc
    .tuple(fc.nat({ max: 60 }), fc.integer({ min: 1, max: 20 }))
    .chain(([count, cut]) =>
      fc.tuple(
        fc.array(fc.array(key, { minLength: count, maxLength: count }), { maxLength: 3 }),
        fc.constant({ count, cut }),
      ),
    );
  fc.assert(
    fc.property(bands, ([keysOfBands, { count, cut }]) => {
      const bucketsOf = bucketSorter(count);
      for (const keys of keysOfBands) {
        const pieces = Array.from({ length: Math.ceil(count / cut) }, (_, piece) =>
          Uint32Array.from(keys.slice(piece * cut, (piece + 1) * cut)),
        );
        expect([...bucketsOf(pieces)]).toEqual(grouped(keys));
      }
    }),
  );
});
