import { distinct, type ShingleKind, shinglesOf } from "./shingles.js";

/**
 * Gives the distinct shingles of a text and keeps them, until they are too many: then all are forgotten.
 *
 * @param textAt - the text of a number, as it is compared
 * @param mostKept - shingles, of 4 bytes
 */
export function shingleStore(
  textAt: (number: number) => string,
  kind: ShingleKind,
  mostKept: number,
): (number: number) => Uint32Array {
  const kept = new Map<number, Uint32Array>();
  let keptCount = 0;
  return (number) => {
    const known = kept.get(number);
    if (known) return known;
    const shingles = distinct(shinglesOf(textAt(number), kind));
    if (keptCount + shingles.length > mostKept) {
      kept.clear();
      keptCount = 0;
    }
    kept.set(number, shingles);
    keptCount += shingles.length;
    return shingles;
  };
}
