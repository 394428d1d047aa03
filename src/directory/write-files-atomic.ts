import { rename } from "node:fs/promises";
import { join } from "node:path";
import { writeFault } from "./file-error.js";
import { discard, flushDirectory, writeFlushed } from "./write-file-atomic.js";

/**
 * Writes files that belong together into a folder: all are written beside those that they replace before
 * the first is put in place, so that a disk without room for one leaves every one as it was.
 *
 * @param contents - by the names of the files
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function writeFilesAtomic(
  folder: string,
  contents: Readonly<Record<string, string>>,
): Promise<void> {
  const targets = Object.entries(contents).map(([name, content]) => {
    const target = join(folder, name);
    return { target, fresh: `${target}.new`, content };
  });
  let current = folder;
  try {
    for (const { target, fresh, content } of targets) {
      current = target;
      await writeFlushed(fresh, content);
    }
    for (const { target, fresh } of targets) {
      current = target;
      await rename(fresh, target);
    }
    await flushDirectory(folder);
  } catch (cause) {
    for (const { fresh } of targets) await discard(fresh);
    throw writeFault(current, cause);
  }
}
