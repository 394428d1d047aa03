import { BerthError } from "../base/index.js";
import { boxedModel } from "./boxed-model.js";
import { cachedSnapshot } from "./hub/cached-snapshot.js";
import { completeSnapshot } from "./hub/complete-snapshot.js";
import { type DownloadProgress, downloadModel } from "./hub/download-model.js";
import { hubError } from "./hub/hub-errors.js";
import { hubSettings } from "./hub/hub-settings.js";
import { isHubName, isRevision } from "./hub/model-name.js";
import type { Needs } from "./hub/needed-files.js";
import { missingFolder } from "./model-directory.js";
import { isDirectory } from "./replace-directory.js";

export interface ResolveOptions {
  /** A branch, tag or commit of a model on the hub; `main` where absent. */
  readonly revision?: string | undefined;
  /** The whole model, or its tokenizer alone; the model where absent. */
  readonly needs?: Needs;
  /** Told while files come in. */
  readonly onProgress?: (progress: DownloadProgress) => void;
  /** Where Hugging Face's settings are; the process's own environment where absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** Milliseconds of a second of waiting before another attempt: tests have no patience. */
  readonly secondMs?: number;
}

/** Where a model is. */
export interface ResolvedModel {
  readonly directory: string;
  /** Of a model of the hub: the hash of its commit. */
  readonly commit: string | undefined;
}

/**
 * The directory that a name means: a folder of that name; else a model that comes with Berth; else what
 * the cache of Hugging Face's programs has of the model on the hub, where it lacks nothing; else what is
 * downloaded into it.
 *
 * @throws FILE_MISSING when there is no such folder and the name is none of the hub
 * @throws HUB_OFFLINE, HUB_NOT_FOUND, HUB_DENIED, HUB_BUSY, HUB_UNREACHABLE, HUB_DAMAGED, HUB_SETTING
 * @throws DISK_FULL, FILE_UNREADABLE, FILE_UNWRITABLE
 *
 * @example
 * const { directory, commit } = await resolveModel("bert-base-uncased");
 */
export async function resolveModel(
  name: string,
  options: ResolveOptions = {},
): Promise<ResolvedModel> {
  if (await isDirectory(name)) return { directory: name, commit: undefined };
  const inTheBox = boxedModel(name);
  if (inTheBox !== undefined) return { directory: inTheBox, commit: undefined };
  if (!isHubName(name)) throw missingFolder(name);
  const { revision = "main", needs = "model", onProgress = () => {}, secondMs = 1000 } = options;
  if (!isRevision(revision)) {
    const message = `--revision: must be a branch, a tag or a commit; got ${JSON.stringify(revision)}`;
    throw new BerthError("USAGE", message, { revision });
  }
  const settings = hubSettings(options.environment);
  const model = { name, revision };
  const cached = await cachedSnapshot(settings.cache, model, needs);
  if (cached !== undefined && (cached.isWhole || settings.isOffline)) return cached.snapshot;
  if (settings.isOffline) {
    const sentence = `there is no such folder, ${settings.cache} does not have the model (revision ${revision}), and HF_HUB_OFFLINE forbids to ask the hub. Unset it, or name a folder with the model's files.`;
    throw hubError("HUB_OFFLINE", model, sentence);
  }
  const download = { needs, settings, onProgress, secondMs };
  return cached === undefined
    ? downloadModel(model, download)
    : completeSnapshot(model, cached.snapshot, download);
}
