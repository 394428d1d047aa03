import { createHash } from "node:crypto";
import { join } from "node:path";
import { fileHash } from "./file-hash.js";
import { fileKind } from "./files/file-kind.js";
import { classFiles } from "./formats/text-folder.js";

/**
 * SHA-256 of a data file, in hex; of a text folder that of its rows: every class and name with the hash of the file.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export async function dataHash(path: string): Promise<string> {
  if ((await fileKind(path)) === "file") return fileHash(path);
  const hash = createHash("sha256");
  const { files } = await classFiles(path);
  for (const { label, name } of files) {
    hash.update(JSON.stringify([label, name, await fileHash(join(path, label, name))]));
  }
  return hash.digest("hex");
}
