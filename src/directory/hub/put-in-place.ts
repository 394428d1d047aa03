import { randomUUID } from "node:crypto";
import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { writeFault } from "../file-error.js";
import { discard } from "../write-file-atomic.js";

/**
 * Makes a file under a name that no other program uses, and renames it: several may do so at once.
 *
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function putInPlace(
  path: string,
  make: (fresh: string) => Promise<void>,
): Promise<void> {
  const fresh = `${path}.${randomUUID()}.new`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await make(fresh);
    await rename(fresh, path);
  } catch (cause) {
    await discard(fresh);
    throw writeFault(path, cause);
  }
}
