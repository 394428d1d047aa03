import {
  clustersInMemory,
  type NearDuplicateOptions,
  type TextClusters,
} from "./near-duplicate-clusters.js";
import { normalText } from "./normal-text.js";
import { type SpilledClusters, spilledClusters } from "./spilled-clusters.js";

export interface FinderOptions extends Omit<NearDuplicateOptions, "onProgress"> {
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
   * The clusters, as `nearDuplicateClusters` has them.
   *
   * @param onProgress - is told now and then which share of the work is done
   */
  clusters(onProgress?: (share: number) => void): Promise<TextClusters>;
  /** The text with this number. */
  text(number: number): string;
  /** Gives up the texts, and the files where there are some. */
  close(): Promise<void>;
}

/** Texts that are put into files at once. */
const PIECE = 4096;

/**
 * A finder that keeps texts in memory while they are few. Beyond that it puts them and their MinHash keys into
 * files in a temporary folder.
 *
 * Clusters are the same either way, but where more than 33 texts meet that are not one cluster: there a text is compared with some
 * others only, and which these are depends on the order of the texts once they are in files.
 */
export function nearDuplicateFinder(options: FinderOptions = {}): NearDuplicateFinder {
  const { mostTexts = 500_000, mostUnits = 2 ** 26 } = options;
  let kept: string[] = [];
  let units = 0;
  let spilled: SpilledClusters | undefined;

  const spill = (): void => {
    const step = Math.ceil(kept.length / 1000);
    const sample = kept.filter((_, place) => place % step === 0);
    // Known before they are filled: `close` removes the files of a disk that fills meanwhile too.
    spilled = spilledClusters(
      sample.map((text) => normalText(text, options)),
      options,
    );
    for (let from = 0; from < kept.length; from += PIECE) {
      spilled.add(kept.slice(from, from + PIECE));
    }
    kept = [];
  };
  return {
    async add(texts) {
      if (spilled) return spilled.add(texts);
      for (const text of texts) {
        kept.push(text);
        units += text.length;
      }
      if (kept.length > mostTexts || units > mostUnits) spill();
    },
    clusters: async (onProgress = () => {}) => {
      if (spilled) return spilled.clusters(onProgress);
      const told = (done: number, total: number): void => onProgress(done / total);
      return clustersInMemory(kept, { ...options, onProgress: told });
    },
    text: (number) => (spilled ? spilled.text(number) : (kept[number] ?? "")),
    async close() {
      kept = [];
      await spilled?.close();
    },
  };
}
