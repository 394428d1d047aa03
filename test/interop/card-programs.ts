import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { inTransformersJs } from "./in-transformers-js.js";
import { pythonLines, scriptLines } from "./programs.js";

const placeholder = "path/to/this/folder";

/** Runs the lines of Python that a model's card shows; throws where they fail. */
export async function runCardPython(directory: string): Promise<void> {
  await pythonLines((await block(directory, "python")).replaceAll(placeholder, directory));
}

/** Runs the lines of JavaScript that a model's card shows, without the network; throws where they fail. */
export async function runCardScript(directory: string): Promise<void> {
  const lines = (await block(directory, "js")).replaceAll(placeholder, inTransformersJs(directory));
  await scriptLines(lines);
}

async function block(directory: string, language: string): Promise<string> {
  const card = await readFile(join(directory, "README.md"), "utf8");
  const found = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(card)?.[1];
  if (found === undefined) throw new Error(`the card of ${directory} shows no ${language}`);
  return found;
}
