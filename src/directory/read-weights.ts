import { readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { BerthError, someOf, type TensorData } from "../base/index.js";
import { readJson } from "./json-file.js";
import { readSafetensors } from "./read-safetensors.js";
import { brokenSafetensors } from "./safetensors-header.js";

/** The names under which a model directory keeps its weights. */
export const weightFiles = {
  single: "model.safetensors",
  index: "model.safetensors.index.json",
} as const;

/**
 * Reads the weights of a model directory: `model.safetensors`, or the files that its index lists.
 *
 * @returns tensors under the names of the file
 * @throws MODEL_FILE_MISSING when a file of the index is missing
 * @throws SAFETENSORS_BROKEN, TENSOR_DTYPE, JSON_BROKEN
 */
export async function readWeights(directory: string): Promise<ReadonlyMap<string, TensorData>> {
  const files = await readdir(directory);
  if (files.includes(weightFiles.single)) {
    return (await readSafetensors(join(directory, weightFiles.single))).tensors;
  }
  return readParts(directory, join(directory, weightFiles.index));
}

async function readParts(directory: string, index: string): Promise<Map<string, TensorData>> {
  const parts = await readIndex(index);
  const present = await readdir(directory);
  const missing = [...parts.keys()].filter((part) => !present.includes(part));
  if (missing.length > 0) {
    throw new BerthError(
      "MODEL_FILE_MISSING",
      `${directory}: lacks ${missing.length} of the ${parts.size} files that ${weightFiles.index} lists: ${someOf(missing)}`,
      { directory, missing },
    );
  }
  const tensors = new Map<string, TensorData>();
  for (const [part, names] of parts) {
    const file = join(directory, part);
    const held = (await readSafetensors(file)).tensors;
    for (const name of names) {
      const tensor = held.get(name);
      if (tensor === undefined)
        throw brokenSafetensors(file, `must hold tensor "${name}", says the index`);
      tensors.set(name, tensor);
    }
  }
  return tensors;
}

/** The files that an index lists, each with the names of its tensors. */
async function readIndex(index: string): Promise<Map<string, string[]>> {
  const parts = new Map<string, string[]>();
  for (const [name, part] of Object.entries((await readJson(index))["weight_map"] ?? {})) {
    // A name with a path in it could point out of the model directory.
    if (typeof part !== "string" || basename(part) !== part) {
      throw brokenSafetensors(
        index,
        `"${name}" must be in a file of the same folder; got ${JSON.stringify(part)}`,
      );
    }
    const names = parts.get(part) ?? [];
    names.push(name);
    parts.set(part, names);
  }
  if (parts.size === 0)
    throw brokenSafetensors(index, `"weight_map" must say which file holds which tensor`);
  return parts;
}
