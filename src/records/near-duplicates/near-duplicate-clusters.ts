import { type DisjointSets, disjointSets } from "./disjoint-sets.js";
import { bandingFor, bandKeys } from "./min-hash.js";
import { type Masks, normalText } from "./normal-text.js";
import { areAlike, distinct, type ShingleKind, shinglesOf } from "./shingles.js";

export interface NearDuplicateOptions extends Masks {
  /** Least similarity of two texts, above 0 and at most 1; 0.8 where absent. */
  readonly threshold?: number;
  /** What shingles are made of; characters where absent. */
  readonly unit?: ShingleKind["unit"];
  /** Units of a shingle; where absent 3 words, 5 characters, or 2 where most of the text is Chinese. */
  readonly size?: number;
  /** Is told, now and then, how many of the different texts were read. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** The most texts that one is compared with in a bucket: a bound for files of one template. */
export const MOST_COMPARISONS = 32;
const TEXTS_BETWEEN_NEWS = 1000;
/** Shingles that are kept at once for comparisons: 128 MB. */
const MOST_KEPT = 2 ** 25;

/**
 * Puts texts that say nearly the same into clusters: two texts are alike when the Jaccard similarity of
 * their shingles is `threshold` or more, and a cluster is what chains of such pairs connect.
 *
 * Texts are compared in lower case with single spaces. Candidates are found by MinHash (Broder 1997)
 * and banding, which meets 99.9 % of the pairs that are just alike and more of those that are more so; each candidate pair is
 * then compared exactly (on 32-bit hashes of the shingles). The clusters do not depend on the order of
 * the texts.
 *
 * @returns `[n]` for each text the first text of its cluster; a text alone in its cluster gives itself
 *
 * @example
 * nearDuplicateClusters(["Hello, dear world!", "Bye", "hello,  dear WORLD!"]); // [0, 1, 0]
 */
export function nearDuplicateClusters(
  texts: readonly string[],
  options: NearDuplicateOptions = {},
): Int32Array {
  const { threshold = 0.8, onProgress = () => {} } = options;
  const normal = texts.map((text) => normalText(text, options));
  // Sorted, so that nothing below depends on the order of the texts.
  const different = [...new Set(normal)].sort();
  const kind = shingleKind(different, options);
  const sets = disjointSets(different.length);
  joinAlike(different, kind, { threshold, onProgress }, sets);
  const places = new Map(different.map((text, place) => [text, sets.find(place)]));
  const firsts = new Map<number, number>();
  return Int32Array.from(normal, (text, row) => {
    const cluster = places.get(text) as number;
    const first = firsts.get(cluster) ?? row;
    firsts.set(cluster, first);
    return first;
  });
}

function joinAlike(
  texts: readonly string[],
  kind: ShingleKind,
  { threshold, onProgress }: Required<Pick<NearDuplicateOptions, "threshold" | "onProgress">>,
  sets: DisjointSets,
): void {
  const count = texts.length;
  const banding = bandingFor(threshold);
  const write = bandKeys(banding);
  const keys = new Uint32Array(count * banding.bands);
  for (const [place, text] of texts.entries()) {
    write(shinglesOf(text, kind), keys, place, count);
    if (place % TEXTS_BETWEEN_NEWS === 0) onProgress(place, count);
  }
  const shinglesAt = shingleStore(texts, kind);
  const compare = (a: number, b: number): void => {
    if (sets.find(a) === sets.find(b)) return;
    if (areAlike(shinglesAt(a), shinglesAt(b), threshold)) sets.join(a, b);
  };
  for (let band = 0; band < banding.bands; band++) {
    for (const bucket of buckets(keys.subarray(band * count, (band + 1) * count))) {
      for (let i = 1; i < bucket.length; i++) {
        for (let j = i - 1; j >= Math.max(0, i - MOST_COMPARISONS); j--) {
          compare(bucket[i] as number, bucket[j] as number);
        }
      }
    }
  }
}

/** Gives the distinct shingles of a text and keeps as many as the memory allows. */
function shingleStore(texts: readonly string[], kind: ShingleKind): (place: number) => Uint32Array {
  const kept = new Map<number, Uint32Array>();
  let keptCount = 0;
  return (place) => {
    const known = kept.get(place);
    if (known) return known;
    const shingles = distinct(shinglesOf(texts[place] as string, kind));
    if (keptCount + shingles.length > MOST_KEPT) {
      kept.clear();
      keptCount = 0;
    }
    kept.set(place, shingles);
    keptCount += shingles.length;
    return shingles;
  };
}

/** Places with the same key, where there are two or more, each ascending. */
function* buckets(keys: Uint32Array): Generator<number[]> {
  // Key and place in one number of 53 bits: numbers sort natively.
  const span = 2 ** Math.ceil(Math.log2(keys.length + 1));
  const keySpan = 2 ** 53 / span;
  const tagged = Float64Array.from(keys, (key, place) => (key % keySpan) * span + place).sort();
  let bucket: number[] = [];
  let current = -1;
  for (const value of tagged) {
    const key = Math.floor(value / span);
    if (key !== current) {
      if (bucket.length > 1) yield bucket;
      bucket = [];
      current = key;
    }
    bucket.push(value % span);
  }
  if (bucket.length > 1) yield bucket;
}

/** The shingles that texts are compared by where the options leave them open. */
export function shingleKind(
  texts: readonly string[],
  { unit = "characters", size }: NearDuplicateOptions,
): ShingleKind {
  return { unit, size: size ?? defaultSize(unit, texts) };
}

/** A Chinese character says as much as a few letters. The kind is found on up to 1,000 of the texts. */
function defaultSize(unit: ShingleKind["unit"], texts: readonly string[]): number {
  if (unit === "words") return 3;
  const step = Math.ceil(texts.length / 1000);
  const sample = texts.filter((_, place) => place % step === 0).join("");
  const letters = sample.match(/\p{L}/gu)?.length ?? 0;
  const han = sample.match(/\p{Script=Han}/gu)?.length ?? 0;
  return han > letters / 2 ? 2 : 5;
}
