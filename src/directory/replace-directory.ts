import { mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { isMissing, readFault, writeFault } from "./file-error.js";
import { discard, flushDirectory, flushFile } from "./write-file-atomic.js";

/**
 * Replaces a folder as a whole: at any moment, and after a kill at any moment, either the folder
 * before or the fresh one is there complete. `completeDirectory` finds it.
 *
 * The fresh one is written to `<target>.new` and flushed to the disk; then `target` becomes
 * `<target>.old`, `<target>.new` becomes `target`, and `<target>.old` is deleted.
 *
 * @param write - writes the files into the folder that it is given
 * @throws DISK_FULL, FILE_UNWRITABLE, and what `write` throws; the folder before survives
 */
export async function replaceDirectory(
  target: string,
  write: (fresh: string) => Promise<void>,
): Promise<void> {
  const fresh = `${target}.new`;
  const old = `${target}.old`;
  try {
    // A kill may have left one half-written.
    await rm(fresh, { recursive: true, force: true });
    await mkdir(fresh, { recursive: true });
    await write(fresh);
    await flushTree(fresh);
    // Without a target, `old` is the only complete folder and must stay until the fresh one is in place.
    if (await isDirectory(target)) {
      await rm(old, { recursive: true, force: true });
      await rename(target, old);
    }
    await rename(fresh, target);
    await flushDirectory(dirname(target));
    await rm(old, { recursive: true, force: true });
  } catch (cause) {
    await discard(fresh);
    throw writeFault(target, cause);
  }
}

/**
 * The complete folder that `replaceDirectory` left: `target`, or `<target>.old` after a kill between
 * the two renames.
 *
 * @returns undefined when none was ever completed
 * @throws FILE_UNREADABLE
 */
export async function completeDirectory(target: string): Promise<string | undefined> {
  if (await isDirectory(target)) return target;
  const old = `${target}.old`;
  return (await isDirectory(old)) ? old : undefined;
}

/** Removes a folder that `replaceDirectory` wrote, and first what a kill left beside it, so that it never comes back. */
export async function removeDirectory(target: string): Promise<void> {
  for (const path of [`${target}.old`, `${target}.new`, target]) {
    await rm(path, { recursive: true, force: true });
  }
}

/**
 * Whether there is a folder of this name.
 *
 * @throws FILE_UNREADABLE where the system does not tell
 */
export async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    if (isMissing(cause)) return false;
    throw readFault(path, cause);
  }
}

async function flushTree(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    await (entry.isDirectory() ? flushTree(path) : flushFile(path));
  }
  await flushDirectory(directory);
}
