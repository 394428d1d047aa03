import { findWeights } from "../find-weights.js";
import type { HubFile } from "./hub-listing.js";

/** What a model is wanted for: all of it, or its tokenizer alone. */
export type Needs = "model" | "tokenizer";

// Read by Berth where they are there.
const tokenizerFiles = [
  "tokenizer.json",
  "tokenizer_config.json",
  "special_tokens_map.json",
  "added_tokens.json",
  "vocab.txt",
  "cleaning.json",
];
const modelFiles = ["config.json", "bert_config.json", "modules.json", "1_Pooling/config.json"];

/** What a model directory says beside its weights, as far as it is read. */
export const describingFiles: readonly string[] = [...modelFiles, ...tokenizerFiles];

/** The small files that are needed of a model, and its weights or their index, in the order of their download. */
export function neededFiles(files: readonly HubFile[], name: string, needs: Needs): HubFile[] {
  const weights = needs === "model" ? findWeights(name, rootNames(files)) : undefined;
  const names = [
    ...(needs === "model" ? modelFiles : []),
    ...tokenizerFiles,
    ...(weights === undefined ? [] : [weights.file]),
    ...(weights?.kind === "tensorflow" ? dataFiles(files, weights.file) : []),
  ];
  return names.flatMap((path) => files.find((file) => file.path === path) ?? []);
}

/** The names at the top of a repository: a model's own, not those of other forms of it in folders. */
function rootNames(files: readonly HubFile[]): string[] {
  // Hugging Face's repositories hold state dicts of other programs beside the model, never as its weights.
  return files.map(({ path }) => path).filter((path) => !/\/|\.pth?$/.test(path));
}

function dataFiles(files: readonly HubFile[], index: string): string[] {
  const start = index.replace(/index$/, "data-");
  return rootNames(files).filter((name) => name.startsWith(start));
}
