import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { lackingParts } from "../model-directory.js";
import type { HubModel } from "./hub-errors.js";
import { indexParts } from "./index-parts.js";
import { cacheFolder, isCommit } from "./model-name.js";
import type { Needs } from "./needed-files.js";

export interface Snapshot {
  readonly commit: string;
  readonly directory: string;
}

/**
 * The snapshot of a model in the cache, when all that is needed of it is there.
 *
 * @returns undefined when something is lacking
 */
export async function cachedSnapshot(
  cache: string,
  { name, revision }: HubModel,
  needs: Needs,
): Promise<Snapshot | undefined> {
  const folder = join(cache, cacheFolder(name));
  const commit = isCommit(revision) ? revision : await textOf(join(folder, "refs", revision));
  if (commit === undefined || !isCommit(commit)) return undefined;
  const directory = join(folder, "snapshots", commit);
  return (await isComplete(directory, needs)) ? { commit, directory } : undefined;
}

async function isComplete(directory: string, needs: Needs): Promise<boolean> {
  const names = await readdir(directory).catch(() => []);
  // A link whose blob was deleted is a name without a file.
  const files = names.filter((name) => existsSync(join(directory, name)));
  const lacking = lackingParts(directory, files, needs);
  if (lacking.length > 0) return false;
  if (needs === "tokenizer") return true;
  const index = files.find((file) =>
    /^(model\.safetensors|pytorch_model\.bin)\.index\.json$/.test(file),
  );
  const isWhole = ["model.safetensors", "pytorch_model.bin"].some((file) => files.includes(file));
  if (index === undefined || isWhole) return true;
  const parts = await indexParts(join(directory, index));
  return parts.size > 0 && [...parts].every((part) => files.includes(part));
}

const textOf = (file: string): Promise<string | undefined> =>
  readFile(file, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
