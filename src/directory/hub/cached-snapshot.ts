import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lackingParts } from "../model-directory.js";
import { heldFiles, heldWeights } from "./held-weights.js";
import type { HubModel } from "./hub-errors.js";
import { cacheFolder, isCommit } from "./model-name.js";
import type { Needs } from "./needed-files.js";
import { isMarkedWhole } from "./snapshot-mark.js";

export interface Snapshot {
  readonly commit: string;
  readonly directory: string;
}

export interface CachedSnapshot {
  readonly snapshot: Snapshot;
  /** Whether it is known to lack nothing that the hub has of it; else it only has what no model can lack. */
  readonly isWhole: boolean;
}

/**
 * The snapshot of a model in the cache, when it can be used.
 *
 * @returns undefined when it lacks what every model needs
 */
export async function cachedSnapshot(
  cache: string,
  { name, revision }: HubModel,
  needs: Needs,
): Promise<CachedSnapshot | undefined> {
  const folder = join(cache, cacheFolder(name));
  const commit = isCommit(revision) ? revision : await textOf(join(folder, "refs", revision));
  if (commit === undefined || !isCommit(commit)) return undefined;
  const directory = join(folder, "snapshots", commit);
  if (!(await isUsable(directory, needs))) return undefined;
  return { snapshot: { commit, directory }, isWhole: await isMarkedWhole(folder, commit, needs) };
}

async function isUsable(directory: string, needs: Needs): Promise<boolean> {
  const files = await heldFiles(directory);
  if (lackingParts(directory, files, needs).length > 0) return false;
  return needs === "tokenizer" || (await heldWeights(directory, files)) !== undefined;
}

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
