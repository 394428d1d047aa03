import { existsSync } from "node:fs";
import { join } from "node:path";
import { BerthError, type JsonObject, someOf } from "../base/index.js";
import { findWeights, weightNames } from "./find-weights.js";
import { readJson } from "./json-file.js";
import { presentFiles } from "./present-files.js";
import { isDirectory } from "./replace-directory.js";

const configFiles = ["config.json", "bert_config.json"] as const;
/** One of them a model directory must hold. */
const tokenizers = ["tokenizer.json", "vocab.txt"];

/**
 * Checks that a model directory holds what is needed, before anything of it is read.
 *
 * @throws FILE_MISSING when there is no such folder, FILE_UNREADABLE where the system does not tell
 * @throws MODEL_FILE_MISSING naming all the files it lacks and those it has
 */
export async function checkModelDirectory(directory: string): Promise<void> {
  if (!(await isDirectory(directory))) throw missingFolder(directory);
  const files = await presentFiles(directory);
  const lacking = lackingParts(directory, files);
  if (lacking.length === 0) return;
  const has = files.length === 0 ? "it is empty" : `it has ${someOf(files)}`;
  throw new BerthError(
    "MODEL_FILE_MISSING",
    `${directory}: lacks ${lacking.join(" and ")}; ${has}.`,
    { directory, missing: lacking, files },
  );
}

/** The error for the name of a model that is neither a folder nor one of the hub. */
export function missingFolder(directory: string): BerthError {
  return new BerthError(
    "FILE_MISSING",
    `${directory}: there is no such folder. --model takes a model's name on the hub, or a directory with config.json, weights (${weightNames}), and tokenizer.json or vocab.txt.`,
    { path: directory },
  );
}

/** What a directory with these files lacks as a model, or as the tokenizer of one. */
export function lackingParts(
  directory: string,
  files: readonly string[],
  needs: "model" | "tokenizer" = "model",
): string[] {
  const words = files.some((name) => tokenizers.includes(name)) ? [] : [tokenizers.join(" or ")];
  if (needs === "tokenizer") return words;
  return [
    ...(configFiles.some((name) => files.includes(name)) ? [] : ["config.json"]),
    ...(findWeights(directory, files) ? [] : [`the weights (${weightNames})`]),
    ...words,
  ];
}

/**
 * Reads `config.json`; where only the `bert_config.json` of Google's releases is there, that one, with
 * the `model_type` that it leaves out.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE, JSON_BROKEN
 */
export async function readConfig(directory: string): Promise<JsonObject> {
  const [usual, googles] = configFiles;
  const config = join(directory, usual);
  const other = join(directory, googles);
  if (existsSync(config) || !existsSync(other)) return readJson(config);
  return { model_type: "bert", ...(await readJson(other)) };
}
