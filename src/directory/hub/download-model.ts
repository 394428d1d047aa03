import { existsSync } from "node:fs";
import { copyFile, symlink, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { isMissing } from "../file-error.js";
import type { Snapshot } from "./cached-snapshot.js";
import { downloadFile } from "./download-file.js";
import { heldFiles, heldWeights } from "./held-weights.js";
import type { HubModel } from "./hub-errors.js";
import { type HubFile, type HubListing, hubListing } from "./hub-listing.js";
import type { HubSettings } from "./hub-settings.js";
import { indexParts } from "./index-parts.js";
import { cacheFolder, isCommit } from "./model-name.js";
import { type Needs, neededFiles, neededWeights } from "./needed-files.js";
import { putInPlace } from "./put-in-place.js";
import { markWhole } from "./snapshot-mark.js";

/** How far the download of a model is. */
export interface DownloadProgress {
  readonly model: string;
  /** Of the commit, in full. */
  readonly commit: string;
  /** The file that comes in. */
  readonly file: string;
  /** Bytes of all needed files that are there. */
  readonly bytes: number;
  /** Bytes that came over the network since the call. */
  readonly fetchedBytes: number;
  readonly totalBytes: number;
}

export interface DownloadOptions {
  readonly needs: Needs;
  readonly settings: HubSettings;
  readonly onProgress: (progress: DownloadProgress) => void;
  /** Length of a second of waiting before another attempt. */
  readonly secondMs: number;
}

/**
 * Downloads what Berth needs of a model into the cache of Hugging Face's programs: the content of a
 * file goes to `blobs/<hash>`, the name in `snapshots/<commit>/` links to it, and `refs/<revision>` says
 * the commit. Files that are there are not asked for again.
 *
 * @returns the commit and the folder of its snapshot
 * @throws the codes of `hubListing` and `downloadFile`
 */
export async function downloadModel(model: HubModel, options: DownloadOptions): Promise<Snapshot> {
  const { settings, secondMs } = options;
  return downloadListed(model, await hubListing(model, settings, { secondMs }), options);
}

/** The same of a model whose files are known. */
export async function downloadListed(
  model: HubModel,
  listing: HubListing,
  options: DownloadOptions,
): Promise<Snapshot> {
  const { needs, settings } = options;
  const { commit, files } = listing;
  const folder = join(settings.cache, cacheFolder(model.name));
  const directory = join(folder, "snapshots", commit);
  // Weights in another form than Berth would choose are as good when another program has brought them.
  const held =
    needs === "model" ? await heldWeights(directory, await heldFiles(directory)) : undefined;
  const fetchAll = filesFetcher(model, options, listing, folder);
  const wanted = neededFiles(files, needs);
  if (needs === "model" && held === undefined) wanted.push(...neededWeights(files, model.name));
  await fetchAll(wanted);
  const index = wanted.find(({ path }) => path.endsWith(".index.json"));
  if (index !== undefined) {
    const parts = await indexParts(join(directory, index.path));
    wanted.push(...files.filter(({ path }) => parts.has(path)));
    await fetchAll(wanted);
  }
  if (!isCommit(model.revision)) {
    const ref = join(folder, "refs", model.revision);
    await putInPlace(ref, (fresh) => writeFile(fresh, commit));
  }
  await markWhole(folder, commit, needs, [...wanted.map(({ path }) => path), ...(held ?? [])]);
  return { commit, directory };
}

/** Fetches those of some files that are not there yet, and tells how far all of them are. */
function filesFetcher(
  model: HubModel,
  { settings, onProgress, secondMs }: DownloadOptions,
  { commit }: HubListing,
  folder: string,
): (files: readonly HubFile[]) => Promise<void> {
  const blobOf = ({ hash }: HubFile): string => join(folder, "blobs", hash);
  let fetched = 0;
  return async (files) => {
    const totalBytes = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    for (const file of files) {
      const blob = blobOf(file);
      const before = done;
      let seen: number | undefined;
      const onBytes = (there: number): void => {
        fetched += Math.max(0, there - (seen ?? there));
        seen = there;
        const bytes = before + there;
        const { name } = model;
        onProgress({
          model: name,
          commit,
          file: file.path,
          bytes,
          fetchedBytes: fetched,
          totalBytes,
        });
      };
      const named = join(folder, "snapshots", commit, file.path);
      // A cache may hold files under their names alone, where the system has no links.
      if (!existsSync(named) && !existsSync(blob)) {
        const url = `${settings.endpoint}/${model.name}/resolve/${commit}/${encodeURI(file.path)}`;
        await downloadFile({ model, settings, file, url, blob, secondMs, onBytes });
      }
      done += file.bytes;
      await link(blob, named);
    }
  };
}

/** Gives a blob its name; a copy where the system has no links. */
async function link(blob: string, name: string): Promise<void> {
  if (existsSync(name)) return;
  await putInPlace(name, (fresh) =>
    symlink(relative(dirname(name), blob), fresh).catch((cause: unknown) => {
      if (isMissing(cause)) throw cause;
      return copyFile(blob, fresh);
    }),
  );
}
