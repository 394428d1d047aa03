import { createHash, randomBytes } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";

const HOUR_MS = 3_600_000;

const machine = (): string => createHash("sha256").update(hostname()).digest("hex").slice(0, 8);

/** A name for the folder of a corpus that this process makes: no other process and no other call has it. */
export function unfinishedName(key: string): string {
  return `${key}.${machine()}-${process.pid}-${randomBytes(4).toString("hex")}`;
}

/** What `unfinishedName` gives; the ending is `replaceDirectory`'s. */
const unfinished = /^[0-9a-f]{32}\.([0-9a-f]{8})-(\d+)-[0-9a-f]{8}(\.new)?$/;

/**
 * Removes what killed processes left of corpora that they were making, so that it does not pile up in a
 * folder of corpora. What a living process makes stays; of processes on other machines, what was written
 * to within the hour. What cannot be removed stays too.
 */
export async function removeUnfinished(cacheFolder: string): Promise<void> {
  for (const name of await namesIn(cacheFolder)) {
    const [, maker, id] = unfinished.exec(name) ?? [];
    if (maker === undefined) continue;
    const folder = join(cacheFolder, name);
    const isGone = maker === machine() && !isAlive(Number(id));
    if (isGone || Date.now() - (await lastWritten(folder)) > HOUR_MS) {
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
    }
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    // Another user's process may not be asked, but it is there.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

async function lastWritten(folder: string): Promise<number> {
  const paths = [folder, ...(await namesIn(folder)).map((name) => join(folder, name))];
  const found = await Promise.all(paths.map((path) => stat(path).catch(() => undefined)));
  return Math.max(...found.map((one) => one?.mtimeMs ?? 0));
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
