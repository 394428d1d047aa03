import { readdir, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

const DAY = 24 * 60 * 60 * 1000;

/** Names that Berth gives to files of rows in a cache, and to those that are being written. */
const ourNames = /^[0-9a-f]{32}\.safetensors(\..+\.new)?$/;

/** What was removed from a cache. */
export interface RemovedRows {
  readonly files: number;
  readonly bytes: number;
}

/**
 * Makes room in a cache of row files: removes those whose last use is longest ago until the others and the
 * bytes to come are within a limit. What was used within the last day is kept whatever the limit, as a run
 * may have it open. Files with other names are neither counted nor touched.
 *
 * @param most - bytes that the folder may have
 * @param coming - bytes that are about to be written
 */
export async function makeRoom(
  folder: string,
  { most, coming }: { readonly most: number; readonly coming: number },
): Promise<RemovedRows> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => ourNames.test(name));
  const found = await Promise.all(names.map((name) => fileOf(join(folder, name))));
  const all = found.filter((file) => file !== undefined).sort((a, b) => a.usedMs - b.usedMs);
  let bytes = all.reduce((sum, file) => sum + file.bytes, coming);
  let removed: RemovedRows = { files: 0, bytes: 0 };
  for (const file of all) {
    if (bytes <= most || Date.now() - file.usedMs < DAY) break;
    if (!(await isRemoved(file.path))) continue;
    bytes -= file.bytes;
    removed = { files: removed.files + 1, bytes: removed.bytes + file.bytes };
  }
  return removed;
}

/** Notes that a file of a cache is used now. A folder that cannot be written keeps its old times. */
export async function markUsed(file: string): Promise<void> {
  const now = new Date();
  await utimes(file, now, now).catch(() => undefined);
}

/** Undefined where another run removed it meanwhile. */
const fileOf = (path: string) =>
  stat(path).then(
    ({ size: bytes, mtimeMs: usedMs }) => ({ path, bytes, usedMs }),
    () => undefined,
  );

/** Where a file cannot be removed, the others are tried. */
const isRemoved = (path: string): Promise<boolean> =>
  rm(path).then(
    () => true,
    () => false,
  );
