import { readdir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { BerthError, someOf, type TensorData } from "../base/index.js";
import { isMissing } from "./file-error.js";
import { readJson } from "./json-file.js";
import { readSafetensors } from "./read-safetensors.js";
import { brokenSafetensors } from "./safetensors-header.js";

/** The names under which a model directory keeps its weights. */
export const weightFiles = {
  single: "model.safetensors",
  index: "model.safetensors.index.json",
  pickled: "pytorch_model.bin",
} as const;

/** The weights of a model directory. */
export interface ModelWeights {
  /** The file that was read, or the index of the several, for sentences. */
  readonly file: string;
  /** Under the names of the file. */
  readonly tensors: ReadonlyMap<string, TensorData>;
}

/**
 * Reads the weights of a model directory: `model.safetensors`, or the parts that
 * `model.safetensors.index.json` lists.
 *
 * @throws MODEL_FILE_MISSING when there are none, or a part is missing
 * @throws SAFETENSORS_BROKEN, TENSOR_DTYPE, JSON_BROKEN
 */
export async function readWeights(directory: string): Promise<ModelWeights> {
  const single = join(directory, weightFiles.single);
  if (await exists(single)) {
    const { tensors } = await readSafetensors(single);
    return { file: single, tensors };
  }
  const index = join(directory, weightFiles.index);
  if (await exists(index)) return { file: index, tensors: await readParts(directory, index) };
  throw noWeights(directory, await exists(join(directory, weightFiles.pickled)));
}

function noWeights(directory: string, hasPickled: boolean): BerthError {
  const remedy = hasPickled
    ? `${weightFiles.pickled} is there, which Berth does not read yet: load it in Python's transformers and write it with model.save_pretrained(folder, safe_serialization=True)`
    : "get it from where the model came";
  return new BerthError(
    "MODEL_FILE_MISSING",
    `${directory}: lacks ${weightFiles.single}; ${remedy}.`,
    { directory, missing: [weightFiles.single] },
  );
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
      if (tensor === undefined) throw brokenSafetensors(file, `must hold tensor "${name}", says the index`);
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
      throw brokenSafetensors(index, `"${name}" must be in a file of the same folder; got ${JSON.stringify(part)}`);
    }
    const names = parts.get(part) ?? [];
    names.push(name);
    parts.set(part, names);
  }
  if (parts.size === 0) throw brokenSafetensors(index, `"weight_map" must say which file holds which tensor`);
  return parts;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    (cause: unknown) => {
      if (isMissing(cause)) return false;
      throw cause;
    },
  );
}
