import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll } from "vitest";

/**
 * Makes a folder for the tests of a file and removes it after them.
 *
 * @returns gives the path of a name in the folder
 */
export function temporaryFolder(): (...names: string[]) => string {
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "berth-"));
  });
  afterAll(() => rm(folder, { recursive: true }));
  return (...names) => join(folder, ...names);
}
