import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject, type JsonObject } from "../base/index.js";
import { readFault } from "./file-error.js";
import { parseJsonObject, readJson } from "./json-file.js";

/** How a sentence-transformers folder makes one vector of a text; what it leaves open is absent. */
export interface PoolingConfig {
  readonly pooling?: "cls" | "mean" | "max";
  /** How it pools where Berth has no such way, such as `weightedmean_tokens`, or several at once. */
  readonly unreadPooling?: string;
  readonly normalize?: boolean;
  /** Tokens at which its texts are cut. */
  readonly maxLength?: number;
  /** Modules of the folder that have no counterpart here, such as a dense layer. */
  readonly unread: readonly string[];
  /** What it does with texts before it reads them, and Berth does not, in words; most do nothing. */
  readonly undone: readonly string[];
}

/** Names of one file, as releases of sentence-transformers look for it: the first that is there. */
const transformerConfigs: readonly string[] = [
  "bert",
  "roberta",
  "distilbert",
  "camembert",
  "albert",
  "xlm-roberta",
  "xlnet",
].map((name) => `sentence_${name}_config.json`);
const promptsConfig = "config_sentence_transformers.json";

/** The files of a sentence-transformers folder that say how vectors of texts are made. */
export const poolingFiles: readonly string[] = [
  "modules.json",
  "1_Pooling/config.json",
  ...transformerConfigs,
  promptsConfig,
];

const known = ["cls", "mean", "max"] as const;

const modes: Readonly<Record<string, (typeof known)[number]>> = {
  pooling_mode_cls_token: "cls",
  pooling_mode_mean_tokens: "mean",
  pooling_mode_max_tokens: "max",
};

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
  const sentences = await firstJson(directory, transformerConfigs);
  const prompts = await optionalJson(join(directory, promptsConfig));
  const maxLength = sentences?.["max_seq_length"];
  const read = ["Transformer", "Pooling", "Normalize"];
  return {
    ...pooling,
    normalize: kinds.some(({ kind }) => kind === "Normalize"),
    ...(typeof maxLength === "number" && { maxLength }),
    unread: kinds.map(({ kind }) => kind).filter((kind) => !read.includes(kind)),
    undone: [
      ...(sentences?.["do_lower_case"] === true ? ["makes small letters"] : []),
      ...defaultPrompt(prompts),
    ],
  };
}

async function firstJson(
  directory: string,
  names: readonly string[],
): Promise<JsonObject | undefined> {
  const found = names.map((name) => join(directory, name)).find((file) => existsSync(file));
  return found === undefined ? undefined : readJson(found);
}

/** What is put before every text unless another prompt is asked for. */
function defaultPrompt(config: JsonObject = {}): string[] {
  const { prompts, default_prompt_name: name } = config;
  const prompt = isJsonObject(prompts) && typeof name === "string" ? prompts[name] : undefined;
  return typeof prompt === "string" && prompt !== ""
    ? [`puts ${JSON.stringify(prompt)} before each`]
    : [];
}

async function readPooling(
  folder: string,
): Promise<Pick<PoolingConfig, "pooling" | "unreadPooling">> {
  const config = await optionalJson(join(folder, "config.json"));
  const chosen = config === undefined ? [] : chosenModes(config);
  const pooling = chosen.length === 1 ? known.find((mode) => mode === chosen[0]) : undefined;
  if (pooling !== undefined) return { pooling };
  // Several at once are concatenated there: no single mode is meant.
  return chosen.length === 0 ? {} : { unreadPooling: chosen.join(" + ") };
}

/** The modes that a pooling module is set to, by their names here where there are such. */
function chosenModes(config: JsonObject): string[] {
  const named = config["pooling_mode"];
  if (typeof named === "string") return [named];
  if (Array.isArray(named)) return named.map(String);
  const set = Object.keys(config).filter(
    (key) => key.startsWith("pooling_mode_") && config[key] === true,
  );
  return set.map((key) => modes[key] ?? key.slice("pooling_mode_".length));
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
