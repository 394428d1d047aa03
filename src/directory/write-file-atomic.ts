import { type FileHandle, open, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFault } from "./file-error.js";

/** What a file may be written from: all at once, or piece by piece. */
export type FileContent =
  | string
  | Uint8Array
  | Iterable<Uint8Array>
  | AsyncIterable<string | Uint8Array>;

/**
 * Writes a file so that it is at any moment either what it was before or whole: into `<path>.new`
 * first, flushed to the disk, then renamed.
 *
 * @throws DISK_FULL, FILE_UNWRITABLE; the file is then what it was before
 */
export async function writeFileAtomic(path: string, content: FileContent): Promise<void> {
  const fresh = `${path}.new`;
  try {
    await writeFlushed(fresh, content);
    await rename(fresh, path);
    await flushDirectory(dirname(path));
  } catch (cause) {
    await discard(fresh);
    throw writeFault(path, cause);
  }
}

/** Removes what was half-written when something else went wrong, which is the error to tell. */
export async function discard(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true }).catch(() => undefined);
}

/** Writes a file and flushes it to the disk. */
export async function writeFlushed(path: string, content: FileContent): Promise<void> {
  await withOpen(path, "w", async (handle) => {
    await writeFile(handle, content);
    await handle.sync();
  });
}

/** Flushes what the system still holds of a file in memory. */
export async function flushFile(path: string): Promise<void> {
  await withOpen(path, "r+", (handle) => handle.sync());
}

/** Flushes the names in a folder, so that a rename survives a power cut. */
export async function flushDirectory(path: string): Promise<void> {
  // Windows opens no folders, and writes renames through its journal.
  if (process.platform === "win32") return;
  await withOpen(path, "r", (handle) => handle.sync());
}

async function withOpen(
  path: string,
  flags: string,
  use: (handle: FileHandle) => Promise<void>,
): Promise<void> {
  const handle = await open(path, flags);
  try {
    await use(handle);
  } finally {
    await handle.close();
  }
}
