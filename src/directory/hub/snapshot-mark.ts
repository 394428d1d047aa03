import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { isJsonObject } from "../../base/index.js";
import { type Needs, soughtFiles } from "./needed-files.js";
import { putInPlace } from "./put-in-place.js";

// Which files a model has is known to the hub alone: what is lacking in a snapshot may be lacking there, or
// another program had no use for it, or a download was cut. The mark says that Berth asked and has all. It
// stands beside `snapshots`, where Hugging Face's programs look at no name that they do not know.
const markOf = (folder: string, commit: string): string => join(folder, ".berth", `${commit}.json`);

/** Notes that a snapshot holds all that is needed, which are these files. */
export async function markWhole(
  folder: string,
  commit: string,
  needs: Needs,
  files: readonly string[],
): Promise<void> {
  const mark = JSON.stringify({ sought: soughtFiles(needs), files });
  // A cache that cannot be written to serves all the same: then the hub is asked the next time too.
  await putInPlace(markOf(folder, commit), (fresh) => writeFile(fresh, mark)).catch(
    () => undefined,
  );
}

/** Whether a snapshot was noted as whole for these needs, and still holds all files of then. */
export async function isMarkedWhole(
  folder: string,
  commit: string,
  needs: Needs,
): Promise<boolean> {
  try {
    const mark: unknown = JSON.parse(await readFile(markOf(folder, commit), "utf8"));
    if (!isJsonObject(mark)) return false;
    const { sought, files } = mark;
    if (!Array.isArray(sought) || !Array.isArray(files)) return false;
    // A later Berth may look for more files.
    if (!soughtFiles(needs).every((name) => sought.includes(name))) return false;
    return files.every((file) => existsSync(join(folder, "snapshots", commit, String(file))));
  } catch {
    return false;
  }
}
