import { accessSync, constants, existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { BerthError } from "../base/index.js";

/**
 * Refuses a file that may not or cannot be written, before any work is done for it.
 *
 * @param flag - the flag that names the file
 * @param force - whether a file that is there is replaced
 * @throws OUTPUT_EXISTS, FILE_UNWRITABLE
 */
export function requireOutput(file: string, flag: string, force: boolean): void {
  if (existsSync(file)) {
    if (isFolder(file)) throw unwritable(file, "is a folder", flag);
    if (!force) {
      const message = `${file}: is there already; it was not touched. Name another with ${flag}, or add --force to replace it`;
      throw new BerthError("OUTPUT_EXISTS", message, { file });
    }
  }
  const folder = nearestAbove(file);
  if (!isFolder(folder)) throw unwritable(file, `${folder} is a file, no folder`, flag);
  if (!mayWriteIn(folder)) throw unwritable(file, `${folder} may not be written to`, flag);
}

/** The folder of a file, or the nearest above it that is there. */
function nearestAbove(file: string): string {
  const folder = dirname(file);
  return existsSync(folder) || folder === file ? folder : nearestAbove(folder);
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;

function mayWriteIn(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function unwritable(file: string, why: string, flag: string): BerthError {
  return new BerthError("FILE_UNWRITABLE", `${file}: ${why}. Name another file with ${flag}`, {
    file,
  });
}
