import { existsSync } from "node:fs";
import { BerthError } from "../base/index.js";

/**
 * Refuses to write over a file that is there.
 *
 * @param flag - the flag that names the file
 * @throws OUTPUT_EXISTS
 */
export function requireAbsent(file: string, flag: string, force: boolean): void {
  if (force || !existsSync(file)) return;
  const message = `${file}: is there already; it was not touched. Name another with ${flag}, or add --force to replace it`;
  throw new BerthError("OUTPUT_EXISTS", message, { file });
}
