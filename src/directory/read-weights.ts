import { basename, join } from "node:path";
import { BerthError, someOf, type TensorData } from "../base/index.js";
import { readFault } from "./file-error.js";
import { findWeights, type WeightsKind, weightNames } from "./find-weights.js";
import { readJson } from "./json-file.js";
import { presentFiles } from "./present-files.js";
import { withoutPrefixes } from "./pytorch/name-prefixes.js";
import { readTorch } from "./pytorch/read-torch.js";
import { readSafetensors } from "./read-safetensors.js";
import { brokenSafetensors } from "./safetensors-header.js";
import { readTensorflow } from "./tensorflow/read-tensorflow.js";
import { brokenWeights } from "./weights-fault.js";

type Tensors = ReadonlyMap<string, TensorData>;

interface Format {
  readonly read: (file: string) => Promise<Tensors>;
  /** Gives tensors the names that a model has, from those that its files have, which an index lists. */
  readonly named?: (tensors: Tensors) => Tensors;
  readonly broken: (file: string, rule: string) => BerthError;
}

const formats: Readonly<Record<WeightsKind, Format>> = {
  safetensors: {
    read: async (file) => (await readSafetensors(file)).tensors,
    broken: brokenSafetensors,
  },
  torch: { read: readTorch, named: withoutPrefixes, broken: brokenWeights },
  tensorflow: { read: readTensorflow, broken: brokenWeights },
};

/**
 * Reads the weights of a model directory, in the first of these forms that it has: `model.safetensors`,
 * `pytorch_model.bin`, both also in several files with an index, one `.pt` or `.pth` state dict, or a checkpoint of
 * Google's BERT.
 *
 * @returns tensors under the names of the file, for PyTorch without prefixes that all of them share; under
 *   Hugging Face's names for those of TensorFlow
 * @throws MODEL_FILE_MISSING when there are no weights, or a file of the index is missing
 * @throws WEIGHTS_UNCLEAR when several files could be meant
 * @throws SAFETENSORS_BROKEN, WEIGHTS_BROKEN, WEIGHTS_FORMAT, TENSOR_DTYPE, JSON_BROKEN
 * @throws WEIGHTS_UNSAFE when a file of PyTorch asks for more than tensors; nothing of it is ever run
 */
export async function readWeights(directory: string): Promise<Tensors> {
  const files = await presentFiles(directory).catch((cause: unknown) => {
    throw readFault(directory, cause);
  });
  const found = findWeights(directory, files);
  if (found === undefined) {
    const message = `${directory}: lacks the weights (${weightNames})`;
    throw new BerthError("MODEL_FILE_MISSING", message, { directory, files });
  }
  const format = formats[found.kind];
  const file = join(directory, found.file);
  const tensors = await (found.isIndex
    ? readParts(directory, file, files, format)
    : format.read(file));
  return format.named?.(tensors) ?? tensors;
}

async function readParts(
  directory: string,
  index: string,
  present: readonly string[],
  format: Format,
): Promise<Tensors> {
  const parts = await readIndex(index, format);
  const missing = [...parts.keys()].filter((part) => !present.includes(part));
  if (missing.length > 0) {
    throw new BerthError(
      "MODEL_FILE_MISSING",
      `${directory}: lacks ${missing.length} of the ${parts.size} files that ${basename(index)} lists: ${someOf(missing)}`,
      { directory, missing },
    );
  }
  const tensors = new Map<string, TensorData>();
  for (const [part, names] of parts) {
    const file = join(directory, part);
    const held = await format.read(file);
    for (const name of names) {
      const tensor = held.get(name);
      if (tensor === undefined)
        throw format.broken(file, `must hold tensor "${name}", says the index`);
      tensors.set(name, tensor);
    }
  }
  return tensors;
}

/** The files that an index lists, each with the names of its tensors. */
async function readIndex(index: string, { broken }: Format): Promise<Map<string, string[]>> {
  const parts = new Map<string, string[]>();
  for (const [name, part] of Object.entries((await readJson(index))["weight_map"] ?? {})) {
    // A name with a path in it could point out of the model directory.
    if (typeof part !== "string" || basename(part) !== part) {
      const rule = `"${name}" must be in a file of the same folder; got ${JSON.stringify(part)}`;
      throw broken(index, rule);
    }
    const names = parts.get(part) ?? [];
    names.push(name);
    parts.set(part, names);
  }
  if (parts.size === 0) throw broken(index, `"weight_map" must say which file holds which tensor`);
  return parts;
}
