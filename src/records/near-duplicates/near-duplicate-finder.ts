import { type NearDuplicateOptions, nearDuplicateClusters } from "./near-duplicate-clusters.js";
import { normalText } from "./normal-text.js";
import { type SpilledClusters, spilledClusters } from "./spilled-clusters.js";

export interface FinderOptions extends NearDuplicateOptions {
  /** Texts that are kept in memory at most; 500,000 where absent. */
  readonly mostTexts?: number;
  /** UTF-16 units of the texts that are kept in memory; 2^26 where absent. */
  readonly mostUnits?: number;
}

/** Finds texts that say nearly the same among any number of them. */
export interface NearDuplicateFinder {
  /** Adds texts; they are numbered as they come. */
  add(texts: readonly string[]): Promise<void>;
  /**
   * For each text the first of its cluster, as `nearDuplicateClusters` has it.
   *
   * @param onProgress - is called now and then where it takes long
   */
  clusters(onProgress?: () => void): Promise<Int32Array>;
  /** The texts with these numbers. */
  textsAt(places: readonly number[]): Promise<string[]>;
  /** Gives up the texts, and the files where there are some. */
  close(): Promise<void>;
}

/** Texts that are handed to the database at once. */
const PIECE = 4096;

/**
 * A finder that keeps texts in memory while they are few. Beyond that it puts them into a file, and their MinHash
 * keys into a database, in a temporary folder, and memory grows by 4 bytes for each text.
 *
 * Clusters are the same either way, but for files of one template: there a text is compared with some
 * others only, and which these are depends on the order of the texts once they are in the database.
 */
export function nearDuplicateFinder(options: FinderOptions = {}): NearDuplicateFinder {
  const { mostTexts = 500_000, mostUnits = 2 ** 26 } = options;
  let kept: string[] = [];
  let units = 0;
  let spilled: SpilledClusters | undefined;

  const spill = async (): Promise<SpilledClusters> => {
    const step = Math.ceil(kept.length / 1000);
    const sample = kept.filter((_, place) => place % step === 0);
    const clusters = await spilledClusters(
      sample.map((text) => normalText(text, options)),
      options,
    );
    for (let from = 0; from < kept.length; from += PIECE) {
      clusters.add(kept.slice(from, from + PIECE));
    }
    kept = [];
    return clusters;
  };
  return {
    async add(texts) {
      if (spilled) return spilled.add(texts);
      for (const text of texts) {
        kept.push(text);
        units += text.length;
      }
      if (kept.length > mostTexts || units > mostUnits) spilled = await spill();
    },
    clusters: async (onProgress = () => {}) =>
      spilled ? spilled.clusters(onProgress) : nearDuplicateClusters(kept, options),
    textsAt: async (places) =>
      spilled ? spilled.textsAt(places) : places.map((place) => kept[place] ?? ""),
    async close() {
      kept = [];
      await spilled?.close();
    },
  };
}
