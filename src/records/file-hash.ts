import { createHash } from "node:crypto";
import { fileChunks } from "./files/file-kind.js";

/**
 * SHA-256 of a file's bytes, in hex: how a recipe names the data it was run on.
 *
 * @throws FILE_MISSING, FILE_UNREADABLE
 */
export async function fileHash(file: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of fileChunks(file)) hash.update(chunk);
  return hash.digest("hex");
}
