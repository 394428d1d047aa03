/** What a text is cut into to be compared: all its runs of so many characters or words. */
export interface ShingleKind {
  readonly unit: "characters" | "words";
  /** Units of a run: UTF-16 units of characters, or words. */
  readonly size: number;
}

const FNV_START = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** Words of any language; a character of a script without spaces is a word by itself. */
const word =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|[\p{L}\p{N}\p{M}]+/gu;

/**
 * The shingles of a text (Broder 1997), each as a 32-bit hash; one that occurs twice is there twice.
 * A text shorter than a shingle is one shingle.
 */
export function shinglesOf(text: string, { unit, size }: ShingleKind): Uint32Array {
  if (unit === "words") {
    const words = Uint32Array.from(text.match(word) ?? [text], hashOf);
    return runs(words.length, size, (at) => words[at] as number);
  }
  return runs(text.length, size, (at) => text.charCodeAt(at));
}

function runs(length: number, size: number, unitAt: (at: number) => number): Uint32Array {
  const width = Math.min(size, length);
  const shingles = new Uint32Array(length - width + 1);
  for (let start = 0; start < shingles.length; start++) {
    let hash = FNV_START;
    for (let at = start; at < start + width; at++) hash = Math.imul(hash ^ unitAt(at), FNV_PRIME);
    shingles[start] = mixed(hash);
  }
  return shingles;
}

/** 32-bit FNV-1a over the UTF-16 units of a text. */
function hashOf(text: string): number {
  let hash = FNV_START;
  for (let at = 0; at < text.length; at++) {
    hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  }
  return hash >>> 0;
}

/** Spreads every bit of a hash over all of them: the last step of MurmurHash3. */
export function mixed(hash: number): number {
  let bits = hash ^ (hash >>> 16);
  bits = Math.imul(bits, 0x85ebca6b);
  bits ^= bits >>> 13;
  bits = Math.imul(bits, 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** The distinct values of some hashes, ascending; sorts them in place, and gives a part of them. */
export function distinct(hashes: Uint32Array): Uint32Array {
  hashes.sort();
  let count = 0;
  for (let place = 0; place < hashes.length; place++) {
    const hash = hashes[place] as number;
    if (count === 0 || hash !== hashes[count - 1]) hashes[count++] = hash;
  }
  return hashes.subarray(0, count);
}

/**
 * Whether two sets are alike: `|A and B| / |A or B| >= threshold` (Jaccard).
 *
 * @param a - ascending, without repetition; likewise `b`
 */
export function areAlike(a: Uint32Array, b: Uint32Array, threshold: number): boolean {
  if (Math.min(a.length, b.length) < threshold * Math.max(a.length, b.length)) return false;
  let shared = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const x = a[i] as number;
    const y = b[j] as number;
    if (x === y) shared += 1;
    if (x <= y) i += 1;
    if (y <= x) j += 1;
  }
  return shared >= threshold * (a.length + b.length - shared);
}
