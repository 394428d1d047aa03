import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

const HOUR_MS = 3_600_000;

/** How `replaceDirectory` names the folder of a corpus that is being made. */
const unfinished = /^[0-9a-f]{32}\.new$/;

/**
 * Removes what killed processes left of corpora that they were making, so that it does not pile up in a
 * folder of corpora. What was written to within the hour may be another process's work and stays; what
 * cannot be removed stays too.
 */
export async function removeUnfinished(cacheFolder: string): Promise<void> {
  for (const name of await namesIn(cacheFolder)) {
    const folder = join(cacheFolder, name);
    if (unfinished.test(name) && Date.now() - (await lastWritten(folder)) > HOUR_MS) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

async function lastWritten(folder: string): Promise<number> {
  const paths = [folder, ...(await namesIn(folder)).map((name) => join(folder, name))];
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return Math.max(...found.map((one) => one?.mtimeMs ?? 0));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
