import { join } from "node:path";
import type { Json } from "../base/index.js";
import {
  describingFiles,
  findWeights,
  presentFiles,
  readJson,
  resolveModel,
} from "../directory/index.js";
import { fileHash } from "../records/index.js";

/**
 * Hashes of all that a run takes from its base model: a checkpoint holds what is trained, but rows of
 * words that no text uses, the tokenizer, the config and the weights of later seeds come from there.
 *
 * @param model - a folder, or a name on the hub
 * @param revision - the commit of a model on the hub
 */
export async function baseHashes(
  model: string,
  revision: string | null,
): Promise<Record<string, Json>> {
  const { directory } = await resolveModel(model, revision === null ? {} : { revision });
  const hashes: Record<string, Json> = {};
  const files = [...describingFiles, ...(await weightFiles(directory))];
  for (const file of files) {
    const hash = await fileHash(join(directory, file)).catch(absent);
    if (hash !== undefined) hashes[`hash of ${join(model, file)}`] = hash;
  }
  return hashes;
}

/** The file that holds the weights; or the one that lists the files that do, and those of safetensors and PyTorch. */
async function weightFiles(directory: string): Promise<string[]> {
  const found = findWeights(directory, await presentFiles(directory));
  if (found === undefined) return [];
  // TensorFlow's index holds a checksum of every tensor.
  if (!found.isIndex) return [found.file];
  const { weight_map: places = {} } = (await readJson(join(directory, found.file))) as {
    weight_map?: Readonly<Record<string, string>>;
  };
  return [found.file, ...[...new Set(Object.values(places))].sort()];
}

function absent(cause: unknown): undefined {
  if ((cause as { code?: unknown }).code === "FILE_MISSING") return undefined;
  throw cause;
}
