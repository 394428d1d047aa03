import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { temporaryFolder } from "../temporary-folder.js";
import { bucketSorter } from "./buckets.js";
import { disjointSets } from "./disjoint-sets.js";
import { bucketJoiner } from "./join-buckets.js";
import { bandingFor, bandKeys } from "./min-hash.js";
import {
  type NearDuplicateOptions,
  shingleKind,
  type TextClusters,
} from "./near-duplicate-clusters.js";
import { normalText } from "./normal-text.js";
import { shingleStore } from "./shingle-store.js";
import { areAlike, shinglesOf } from "./shingles.js";
import { spilledKeys } from "./spilled-keys.js";
import { spilledTexts } from "./spilled-texts.js";

/** Texts outside of memory, of which clusters can be made. */
export interface SpilledClusters {
  add(texts: readonly string[]): void;
  /** @param onProgress - is told now and then which share of the work is done */
  clusters(onProgress: (share: number) => void): Promise<TextClusters>;
  text(number: number): string;
  close(): Promise<void>;
}

/** Shingles that are kept at once for comparisons: 8 MB. */
const MOST_KEPT = 2 ** 21;
/** Share of the work in the first band: most texts that are alike meet there, and are compared no more. */
const FIRST_BAND = 0.5;
/** How long the program is deaf to all else, such as Ctrl-C. */
const DEAF_MS = 50;

/**
 * Makes clusters as `nearDuplicateClusters` does, of texts in a temporary folder. The files take the bytes
 * of the texts and for each 8 more, and 4 for every band. Memory holds 17 bytes for each text while clusters
 * are made, and nothing before.
 *
 * @param sample - texts by which the size of shingles is chosen where the options leave it open
 */
export function spilledClusters(
  sample: readonly string[],
  options: NearDuplicateOptions,
): SpilledClusters {
  const { threshold = 0.8 } = options;
  const kind = shingleKind(sample, options);
  const banding = bandingFor(threshold);
  const writeKeys = bandKeys(banding);
  const folder = temporaryFolder("berth-texts-");
  const texts = spilledTexts(folder.path);
  const keys = spilledKeys(join(folder.path, "keys"), banding.bands);
  const normalAt = (number: number): string => normalText(texts.text(number), options);
  let count = 0;
  return {
    add(added) {
      for (const text of added) {
        const shingles = shinglesOf(normalText(text, options), kind);
        keys.add((block, first, stride) => writeKeys(shingles, block, first, stride));
      }
      texts.add(added);
      count += added.length;
    },
    async clusters(onProgress) {
      const sets = disjointSets(count);
      const shinglesAt = shingleStore(normalAt, kind, MOST_KEPT);
      const joiner = bucketJoiner(count, sets, (a, b) =>
        areAlike(shinglesAt(a), shinglesAt(b), threshold),
      );
      const bucketsOf = bucketSorter(count);
      let heard = performance.now();
      for (let band = 0; band < banding.bands; band++) {
        let seen = 0;
        for (const bucket of bucketsOf(keys.band(band))) {
          joiner.join(bucket);
          seen += bucket.length;
          if (performance.now() - heard < DEAF_MS) continue;
          onProgress(shareOf(band, seen / count, banding.bands));
          await setImmediate();
          heard = performance.now();
        }
      }
      return { firsts: sets.leasts(), partlyCompared: joiner.partlyCompared };
    },
    text: texts.text,
    async close() {
      texts.close();
      keys.close();
      await folder.remove();
    },
  };
}

/** Which share of all is done, with so much of a band; a guess. */
function shareOf(band: number, part: number, bands: number): number {
  if (band === 0) return FIRST_BAND * part;
  return FIRST_BAND + ((1 - FIRST_BAND) * (band - 1 + part)) / (bands - 1);
}
