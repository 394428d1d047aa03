import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { findWeights } from "../find-weights.js";
import { indexParts } from "./index-parts.js";

/** The names in a snapshot whose content is there: a link whose blob was deleted is a name without a file. */
export async function heldFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory).catch(() => []);
  return names.filter((name) => existsSync(join(directory, name)));
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
