import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** The names in a folder whose content is there: a link to a file that was deleted is a name without one. */
export async function presentFiles(directory: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter((name) => existsSync(join(directory, name)));
}
