import { join } from "node:path";
import { findWeights } from "../find-weights.js";
import { presentFiles } from "../present-files.js";
import { indexParts } from "./index-parts.js";
import { isStateDict } from "./needed-files.js";

/** The files of a snapshot, but for state dicts, which are never a hub model's weights. */
export async function heldFiles(directory: string): Promise<string[]> {
  const names = await presentFiles(directory).catch(() => []);
  return names.filter((name) => !isStateDict(name));
}

/**
 * The files of the weights that a snapshot holds, those that an index lists among them.
 *
 * @param files - what the snapshot holds
 * @returns undefined where there are no weights, or not all of them
 * @throws WEIGHTS_UNCLEAR when several files could be meant
 */
export async function heldWeights(
  directory: string,
  files: readonly string[],
): Promise<readonly string[] | undefined> {
  const found = findWeights(directory, files);
  if (found === undefined) return undefined;
  if (found.kind === "tensorflow") return withShards(found.file, files);
  if (!found.isIndex) return [found.file];
  const parts = [...(await indexParts(join(directory, found.file)))];
  const areThere = parts.length > 0 && parts.every((part) => files.includes(part));
  return areThere ? [found.file, ...parts] : undefined;
}

/** A TensorFlow index and its data files, whose names end in `data-00000-of-00001`. */
function withShards(index: string, files: readonly string[]): string[] | undefined {
  const start = index.replace(/index$/, "data-");
  const shards = files.filter((name) => name.startsWith(start));
  const count = Number(shards[0]?.split("-of-")[1]);
  return shards.length === count ? [index, ...shards] : undefined;
}
