import { bucketSorter } from "./buckets.js";
import { type DisjointSets, disjointSets } from "./disjoint-sets.js";
import { bucketJoiner } from "./join-buckets.js";
import { bandingFor, bandKeys } from "./min-hash.js";
import { type Masks, normalText } from "./normal-text.js";
import { shingleStore } from "./shingle-store.js";
import { areAlike, type ShingleKind, shinglesOf } from "./shingles.js";

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

/** Clusters of texts, and how sure they are. */
export interface TextClusters {
  /** `[n]` for each text the first of its cluster. */
  readonly firsts: Int32Array;
  /** Texts that share much with more than 32 others outside of their cluster: they were compared with some of them only. */
  readonly partlyCompared: number;
}

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
 * the texts. Where more than 33 texts meet that are not one cluster, as of one template, they are compared with some of the others only.
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
  return clustersInMemory(texts, options).firsts;
}

/** The same, and how many of the different texts were not compared with all that they met. */
export function clustersInMemory(
  texts: readonly string[],
  options: NearDuplicateOptions,
): TextClusters {
  const { threshold = 0.8, onProgress = () => {} } = options;
  const normal = texts.map((text) => normalText(text, options));
  // Sorted, so that nothing below depends on the order of the texts.
  const different = [...new Set(normal)].sort();
  const kind = shingleKind(different, options);
  const sets = disjointSets(different.length);
  const partlyCompared = joinAlike(different, kind, { threshold, onProgress }, sets);
  const places = new Map(different.map((text, place) => [text, sets.find(place)]));
  const firsts = new Map<number, number>();
  return {
    firsts: Int32Array.from(normal, (text, row) => {
      const cluster = places.get(text) as number;
      const first = firsts.get(cluster) ?? row;
      firsts.set(cluster, first);
      return first;
    }),
    partlyCompared,
  };
}

function joinAlike(
  texts: readonly string[],
  kind: ShingleKind,
  { threshold, onProgress }: Required<Pick<NearDuplicateOptions, "threshold" | "onProgress">>,
  sets: DisjointSets,
): number {
  const count = texts.length;
  const banding = bandingFor(threshold);
  const write = bandKeys(banding);
  const keys = new Uint32Array(count * banding.bands);
  for (const [place, text] of texts.entries()) {
    write(shinglesOf(text, kind), keys, place, count);
    if (place % TEXTS_BETWEEN_NEWS === 0) onProgress(place, count);
  }
  const shinglesAt = shingleStore((place) => texts[place] as string, kind, MOST_KEPT);
  const joiner = bucketJoiner(count, sets, (a, b) =>
    areAlike(shinglesAt(a), shinglesAt(b), threshold),
  );
  const bucketsOf = bucketSorter(count);
  for (let band = 0; band < banding.bands; band++) {
    const keysOfBand = keys.subarray(band * count, (band + 1) * count);
    for (const bucket of bucketsOf([keysOfBand])) joiner.join(bucket);
  }
  return joiner.partlyCompared;
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
