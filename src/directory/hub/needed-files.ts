import { findWeights } from "../find-weights.js";
import { poolingFiles } from "../pooling-config.js";
import type { HubFile } from "./hub-listing.js";

/** What a model is wanted for: all of it, or its tokenizer alone. */
export type Needs = "model" | "tokenizer";

// Read by Berth where they are there.
// The config may name the kind of the tokenizer.
const tokenizerFiles = [
  "config.json",
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.txt",
  "cleaning.json",
];
const modelFiles = ["bert_config.json"];
/** The small files that are taken of a model where it has them; no training depends on how vectors of texts are made. */
export const soughtFiles = (needs: Needs): readonly string[] =>
  needs === "model" ? [...describingFiles, ...poolingFiles] : tokenizerFiles;

/** What a model directory says beside its weights, as far as a training reads it. */
export const describingFiles: readonly string[] = [...tokenizerFiles, ...modelFiles];

/** The small files that are needed of a model, in the order of their download. */
export function neededFiles(files: readonly HubFile[], needs: Needs): HubFile[] {
  return listed(files, soughtFiles(needs));
}

/** The weights of a model, or their index. */
export function neededWeights(files: readonly HubFile[], name: string): HubFile[] {
  const weights = findWeights(name, rootNames(files));
  return listed(files, [
    ...(weights === undefined ? [] : [weights.file]),
    ...(weights?.kind === "tensorflow" ? dataFiles(files, weights.file) : []),
  ]);
}

function listed(files: readonly HubFile[], names: readonly string[]): HubFile[] {
  return names.flatMap((path) => files.find((file) => file.path === path) ?? []);
}

/** The names at the top of a repository: a model's own, not those of other forms of it in folders. */
function rootNames(files: readonly HubFile[]): string[] {
  return files.map(({ path }) => path).filter((path) => !path.includes("/") && !isStateDict(path));
}

/** Hugging Face's repositories hold state dicts of other programs beside the model, never as its weights. */
export const isStateDict = (name: string): boolean => /\.pth?$/.test(name);

function dataFiles(files: readonly HubFile[], index: string): string[] {
  const start = index.replace(/index$/, "data-");
  return rootNames(files).filter((name) => name.startsWith(start));
}
