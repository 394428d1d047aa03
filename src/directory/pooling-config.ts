import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../base/index.js";
import { readFault } from "./file-error.js";
import { parseJsonObject, readJson } from "./json-file.js";

/** How a sentence-transformers folder makes one vector of a text; what it leaves open is absent. */
export interface PoolingConfig {
  readonly pooling?: "cls" | "mean" | "max";
  readonly normalize?: boolean;
  /** Tokens at which its texts are cut. */
  readonly maxLength?: number;
  /** Modules of the folder that have no counterpart here, such as a dense layer. */
  readonly unread: readonly string[];
}

const modes = {
  pooling_mode_cls_token: "cls",
  pooling_mode_mean_tokens: "mean",
  pooling_mode_max_tokens: "max",
} as const;

/**
 * Reads `modules.json` and `1_Pooling/config.json` of a sentence-transformers folder.
 *
 * @returns undefined where the directory is no such folder
 * @throws JSON_BROKEN, FILE_UNREADABLE
 */
export async function readPoolingConfig(directory: string): Promise<PoolingConfig | undefined> {
  const file = join(directory, "modules.json");
  if (!existsSync(file)) return undefined;
  const kinds = (await readModules(file)).map((module) => ({
    kind: String(module["type"]).split(".").at(-1) ?? "",
    path: String(module["path"] ?? ""),
  }));
  const poolingModule = kinds.find(({ kind }) => kind === "Pooling");
  const pooling = poolingModule && (await readPooling(join(directory, poolingModule.path)));
  const sentences = await optionalJson(join(directory, "sentence_bert_config.json"));
  const maxLength = sentences?.["max_seq_length"];
  const known = ["Transformer", "Pooling", "Normalize"];
  return {
    ...(pooling !== undefined && { pooling }),
    normalize: kinds.some(({ kind }) => kind === "Normalize"),
    ...(typeof maxLength === "number" && { maxLength }),
    unread: kinds.map(({ kind }) => kind).filter((kind) => !known.includes(kind)),
  };
}

async function readPooling(folder: string): Promise<PoolingConfig["pooling"]> {
  const config = await optionalJson(join(folder, "config.json"));
  if (config === undefined) return undefined;
  const named = config["pooling_mode"];
  if (named === "cls" || named === "mean" || named === "max") return named;
  const chosen = Object.entries(modes).filter(([key]) => config[key] === true);
  // Several at once are concatenated there: no single mode is meant.
  return chosen.length === 1 ? chosen[0]?.[1] : undefined;
}

/** The file holds a list, not an object as others do. */
async function readModules(file: string): Promise<JsonObject[]> {
  const text = await readFile(file, "utf8").catch((cause: unknown) => {
    throw readFault(file, cause);
  });
  const { modules } = parseJsonObject(`{"modules":${text}}`, file) as { readonly modules: unknown };
  return Array.isArray(modules) ? modules.filter(isJsonObject) : [];
}

async function optionalJson(file: string): Promise<JsonObject | undefined> {
  return existsSync(file) ? readJson(file) : undefined;
}
