import { cp, mkdtemp, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { temporaryFolder } from "./temporary-folder.js";

const small = resolve(import.meta.dirname, "fixtures/small-bert");

/** Makes folders with files of the fixture `small-bert` and files written here, for the tests of a file. */
export function tokenizerFolders() {
  const path = temporaryFolder();
  return async (
    copied: readonly ("vocab.txt" | "tokenizer.json")[],
    written: Readonly<Record<string, unknown>> = {},
  ): Promise<string> => {
    const folder = await mkdtemp(path("model-"));
    for (const name of copied) await cp(join(small, name), join(folder, name));
    for (const [name, content] of Object.entries(written)) {
      const text = typeof content === "string" ? content : JSON.stringify(content);
      await writeFile(join(folder, name), text);
    }
    return folder;
  };
}
