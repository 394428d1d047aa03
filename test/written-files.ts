import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { type ReadOptions, readTable } from "../src/records/index.js";
import { temporaryFolder } from "./temporary-folder.js";

/** Files of the given content, in a folder for the tests of a file, and what is read of them. */
export function writtenFiles() {
  const folder = temporaryFolder();
  const fileOf = async (name: string, content: string): Promise<string> => {
    const file = folder(name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    return file;
  };
  const read = async (name: string, content: string, options: ReadOptions = {}) => {
    const { format, columns, rows, notes } = await readTable(await fileOf(name, content), options);
    return { format, columns, rows, notes };
  };
  return { folder, fileOf, read };
}
