import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { BerthError, type JsonObject, someOf } from "../base/index.js";
import { readJson } from "./json-file.js";
import { weightFiles } from "./read-weights.js";
import { isDirectory } from "./replace-directory.js";

/** What a model directory must hold: one file of each group. */
const required: readonly (readonly string[])[] = [
  ["config.json"],
  [weightFiles.single, weightFiles.index],
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
      `${directory}: there is no such folder. --model takes a directory with config.json, ${weightFiles.single}, and tokenizer.json or vocab.txt.`,
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
