import { readdir } from "node:fs/promises";
import { join } from "node:path";
import {
  BerthError,
  isJsonObject,
  type JsonObject,
  someOf,
  type TensorData,
} from "../base/index.js";
import { readJson } from "./json-file.js";
import { readSafetensors } from "./read-safetensors.js";
import { isDirectory } from "./replace-directory.js";

const weightsFile = "model.safetensors";
const indexFile = "model.safetensors.index.json";

/** What a model directory must hold: one file of each group. */
const required: readonly (readonly string[])[] = [
  ["config.json"],
  [weightsFile, indexFile],
  ["tokenizer.json", "vocab.txt"],
];

/**
 * Checks that a model directory holds what is needed, before anything of it is read.
 *
 * @throws FILE_MISSING when there is no such folder
 * @throws MODEL_FILE_MISSING naming all the files it lacks and those it has
 */
export async function checkModelDirectory(directory: string): Promise<void> {
  if (!(await isDirectory(directory))) {
    throw new BerthError(
      "FILE_MISSING",
      `${directory}: there is no such folder. --model takes a directory with config.json, ${weightsFile}, and tokenizer.json or vocab.txt.`,
      { path: directory },
    );
  }
  const files = await readdir(directory);
  const missing = required.filter((group) => !group.some((name) => files.includes(name)));
  if (missing.length === 0) return;
  const lacking = missing.map((group) => group.join(" or "));
  const has = files.length === 0 ? "it is empty" : `it has ${someOf(files)}`;
  const pickled = files.includes("pytorch_model.bin")
    ? " pytorch_model.bin is not read: save the model with save_pretrained(..., safe_serialization=True)."
    : "";
  throw new BerthError(
    "MODEL_FILE_MISSING",
    `${directory}: lacks ${lacking.join(" and ")}; ${has}.${pickled}`,
    { directory, missing: lacking, files },
  );
}

/**
 * Reads `config.json`.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, JSON_BROKEN
 */
export function readConfig(directory: string): Promise<JsonObject> {
  return readJson(join(directory, "config.json"));
}

/**
 * Reads a model's weights: `model.safetensors`, or the files that its index names.
 *
 * @throws the codes of `readSafetensors`; JSON_BROKEN for an index without `weight_map`
 */
export async function readWeights(directory: string): Promise<ReadonlyMap<string, TensorData>> {
  const files = await readdir(directory);
  if (files.includes(weightsFile)) {
    return (await readSafetensors(join(directory, weightsFile))).tensors;
  }
  const index = join(directory, indexFile);
  const { weight_map: places } = await readJson(index);
  if (!isJsonObject(places)) {
    throw new BerthError("JSON_BROKEN", `${index}: must have an object "weight_map"`, {
      file: index,
    });
  }
  const tensors = new Map<string, TensorData>();
  for (const file of new Set(Object.values(places).map(String))) {
    const shard = await readSafetensors(join(directory, file));
    for (const [name, tensor] of shard.tensors) tensors.set(name, tensor);
  }
  return tensors;
}
