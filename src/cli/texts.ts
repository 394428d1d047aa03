import { readFile } from "node:fs/promises";
import { text as readAll } from "node:stream/consumers";
import { BerthError } from "../base/index.js";

/**
 * The texts that a command was given: as words, in a file, or on stdin with one text a line.
 *
 * @throws USAGE when there are none or two sources; the file's own faults under the codes of records
 */
export async function inputTexts(
  words: readonly string[],
  file: string | undefined,
  textColumn: string | undefined,
  { stdin, say }: { stdin: NodeJS.ReadableStream & { isTTY?: boolean }; say(text: string): void },
): Promise<readonly string[]> {
  if (words.length > 0 && file !== undefined) {
    throw new BerthError("USAGE", "--data: texts came both as words and as a file; give one", {});
  }
  if (words.length > 0) return words;
  if (file?.toLowerCase().endsWith(".txt")) return lines(await readTextFile(file));
  if (file !== undefined) return textsOfTable(file, textColumn, say);
  if (stdin.isTTY) {
    const message = "no texts: give them as words, with --data FILE, or on stdin, one a line";
    throw new BerthError("USAGE", message);
  }
  return lines(await readAll(stdin));
}

/** Every line is a text, empty ones too, so that answers keep their place. */
function lines(content: string): string[] {
  const all = content.replace(/^\ufeff/, "").split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  return all;
}

async function textsOfTable(
  file: string,
  textColumn: string | undefined,
  say: (text: string) => void,
): Promise<string[]> {
  const { readTable } = await import("../records/index.js");
  const { chooseTextColumn } = await import("../tasks/index.js");
  const table = await readTable(file);
  const { text, notes } = chooseTextColumn(table, textColumn === undefined ? {} : { textColumn });
  for (const note of notes) say(note);
  return table.rows.map((row) => row[text] ?? "");
}

async function readTextFile(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    const message =
      code === "ENOENT"
        ? `${file}: the file of --data does not exist; check its path`
        : `${file}: the file of --data cannot be read (${code})`;
    const errorCode = code === "ENOENT" ? "FILE_MISSING" : "FILE_UNREADABLE";
    throw new BerthError(errorCode, message, { file }, { cause: error });
  }
}
