import { statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { isMissing } from "./file-error.js";

/** Bytes that may still be written to a folder, which need not exist yet; undefined where the system does not say. */
export async function freeSpace(folder: string): Promise<number | undefined> {
  try {
    const { bavail, bsize } = await statfs(folder);
    return bavail * bsize;
  } catch (cause) {
    const parent = dirname(folder);
    return isMissing(cause) && parent !== folder ? freeSpace(parent) : undefined;
  }
}
