import { join } from "node:path";
import type { JsonObject } from "../base/index.js";
import { readJson, writeJson } from "../directory/index.js";
import type { FinishedSeed, SeedSummary } from "./events.js";

/** What is known of the runs of several seeds, as `seeds.json` keeps it. */
export interface SeedsRecord {
  /** In the order in which they run. */
  readonly seeds: readonly number[];
  readonly finished: readonly FinishedSeed[];
  /** Of all seeds; absent until the last one is finished. */
  readonly summary?: SeedSummary;
}

/** Where the runs of several seeds are listed. */
export const seedsFile = (output: string): string => join(output, "seeds.json");

/** The name of a seed's run directory in the output. */
export const seedDirectory = (seed: number): string => `seed-${seed}`;

export const writeSeeds = async (output: string, record: SeedsRecord): Promise<void> =>
  writeJson(seedsFile(output), record as unknown as JsonObject);

export const readSeeds = async (output: string): Promise<SeedsRecord> =>
  (await readJson(seedsFile(output))) as unknown as SeedsRecord;
