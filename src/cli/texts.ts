import { existsSync } from "node:fs";
import { text as readAll } from "node:stream/consumers";
import { BerthError } from "../base/index.js";
import type { ReadOptions } from "../records/index.js";

/** Which column of a file holds the texts, and how the file is read. */
export interface TextsOptions extends ReadOptions {
  readonly textColumn?: string | undefined;
  /** Whether the texts are for entities: their columns have names of their own. */
  readonly forEntities?: boolean;
  /** Whether the model may be one of pairs, so that a second text that is not read is told of. */
  readonly mayReadPairs?: boolean;
}

/**
 * The texts that a command was given: as words, in a file, or on stdin with one text a line.
 *
 * @throws USAGE when there are none or two sources; the file's own faults under the codes of records
 */
export async function inputTexts(
  words: readonly string[],
  file: string | undefined,
  options: TextsOptions,
  { stdin, say }: { stdin: NodeJS.ReadableStream & { isTTY?: boolean }; say(text: string): void },
): Promise<readonly string[]> {
  requireSource(words, file);
  if (words.length > 0) return words;
  if (file !== undefined) return textsOfFile(file, options, say);
  if (stdin.isTTY) {
    const message = "no texts: give them as words, with --data FILE, or on stdin, one a line";
    throw new BerthError("USAGE", message);
  }
  return lines(await readAll(stdin));
}

/**
 * Checks where texts come from before anything slow is done for them, such as a download.
 *
 * @throws USAGE when there are two sources; FILE_MISSING
 */
export function requireSource(words: readonly string[], file: string | undefined): void {
  if (file === undefined) return;
  if (words.length > 0) {
    throw new BerthError("USAGE", "--data: texts came both as words and as a file; give one", {});
  }
  if (!existsSync(file)) {
    throw new BerthError("FILE_MISSING", `${file}: there is no such file; check its path`, {
      file,
    });
  }
}

/** Every line is a text, empty ones too, so that answers keep their place. */
function lines(content: string): string[] {
  const all = content.replace(/^\ufeff/, "").split(/\r?\n/);
  if (all.at(-1) === "") all.pop();
  return all;
}

/** Whether every line of a file is a text. */
export function holdsLines(file: string, { format }: ReadOptions): boolean {
  return format === undefined && file.toLowerCase().endsWith(".txt");
}

/** The lines of a `.txt` file, empty ones too, or the text column of any other. */
async function textsOfFile(
  file: string,
  { textColumn, forEntities = false, mayReadPairs = false, ...readAs }: TextsOptions,
  say: (text: string) => void,
): Promise<string[]> {
  const { readLines, readTable } = await import("../records/index.js");
  if (holdsLines(file, readAs)) return readLines(file, readAs.encoding);
  const { chooseTextColumn, entityTextColumn, unreadPairNote } = await import("../tasks/index.js");
  const table = await readTable(file, readAs);
  const known = forEntities && textColumn === undefined ? entityTextColumn(table) : undefined;
  const column = known === undefined ? textColumn : table.columns[known];
  const { text, notes } = chooseTextColumn(
    table,
    column === undefined ? {} : { textColumn: column },
  );
  for (const note of [...(table.notes ?? []), ...notes]) say(note);
  const unread = mayReadPairs ? unreadPairNote(table, text) : undefined;
  if (unread !== undefined) say(unread);
  return table.rows.map((row) => row[text] ?? "");
}
