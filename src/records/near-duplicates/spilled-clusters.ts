import { type DisjointSets, disjointSets } from "./disjoint-sets.js";
import { bandingFor, bandKeys } from "./min-hash.js";
import {
  MOST_COMPARISONS,
  type NearDuplicateOptions,
  shingleKind,
} from "./near-duplicate-clusters.js";
import { normalText } from "./normal-text.js";
import { areAlike, distinct, shinglesOf } from "./shingles.js";
import { type SpilledTexts, spilledTexts, type TextPlace } from "./spilled-texts.js";

/** Texts outside of memory, of which clusters can be made. */
export interface SpilledClusters {
  add(texts: readonly string[]): void;
  /** For each text the first of its cluster; `onProgress` is called now and then. */
  clusters(onProgress: () => void): Promise<Int32Array>;
  textsAt(numbers: readonly number[]): Promise<string[]>;
  close(): Promise<void>;
}

/**
 * Makes clusters as `nearDuplicateClusters` does, of texts in a database. Memory holds 4 bytes for each
 * text, and the texts that are compared.
 *
 * @param sample - texts by which the size of shingles is chosen where the options leave it open
 */
export async function spilledClusters(
  sample: readonly string[],
  options: NearDuplicateOptions,
): Promise<SpilledClusters> {
  const { threshold = 0.8 } = options;
  const kind = shingleKind(sample, options);
  const banding = bandingFor(threshold);
  const writeKeys = bandKeys(banding);
  const store = await spilledTexts(banding.bands);
  let count = 0;
  return {
    add(texts) {
      const keys = new Uint32Array(texts.length * banding.bands);
      for (const [place, text] of texts.entries()) {
        writeKeys(shinglesOf(normalText(text, options), kind), keys, place, texts.length);
      }
      store.add(texts, keys);
      count += texts.length;
    },
    async clusters(onProgress) {
      const sets = disjointSets(count);
      for (let band = 0; band < banding.bands; band++) {
        onProgress();
        await joinBand(store, band, sets, {
          alike: (a, b) => areAlike(a, b, threshold),
          shinglesOf: (text) => distinct(shinglesOf(normalText(text, options), kind)),
        });
      }
      return sets.leasts();
    },
    async textsAt(numbers) {
      const places = await store.placesOf(numbers);
      return places.map(store.text);
    },
    close: store.close,
  };
}

interface Comparison {
  alike(a: Uint32Array, b: Uint32Array): boolean;
  shinglesOf(text: string): Uint32Array;
}

/** Compares the texts that meet in a band, and joins those that are alike. */
async function joinBand(
  store: SpilledTexts,
  band: number,
  sets: DisjointSets,
  comparison: Comparison,
): Promise<void> {
  for await (const bucket of store.buckets(band)) {
    const first = sets.find((bucket[0] as TextPlace).number);
    const isJoined = bucket.every(({ number }) => sets.find(number) === first);
    if (!isJoined) joinBucket(store, bucket, sets, comparison);
  }
}

function joinBucket(
  store: SpilledTexts,
  bucket: readonly TextPlace[],
  sets: DisjointSets,
  { alike, shinglesOf: read }: Comparison,
): void {
  const before: { readonly number: number; readonly shingles: Uint32Array }[] = [];
  for (const place of bucket) {
    const { number } = place;
    const shingles = read(store.text(place));
    for (const other of before) {
      if (sets.find(other.number) === sets.find(number)) continue;
      if (alike(other.shingles, shingles)) sets.join(other.number, number);
    }
    before.unshift({ number, shingles });
    if (before.length > MOST_COMPARISONS) before.pop();
  }
}
