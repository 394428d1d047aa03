import { dirname } from "node:path";

type Content = Parameters<typeof import("../directory/index.js").writeFileAtomic>[1];

/**
 * Writes a file that a flag names: at any moment it is what it was before, or whole. Missing folders are made.
 *
 * @throws DISK_FULL, FILE_UNWRITABLE
 */
export async function writeOutput(file: string, content: Content): Promise<void> {
  const { makeDirectory, writeFileAtomic } = await import("../directory/index.js");
  await makeDirectory(dirname(file));
  await writeFileAtomic(file, content);
}
