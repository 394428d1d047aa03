import { existsSync } from "node:fs";
import { BerthError } from "../base/index.js";
import type { ReadOptions } from "../records/index.js";
import { flagOf } from "../training/settings-reader.js";
import { type Piped, readStdin } from "./read-stdin.js";

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
  piped: Piped,
): Promise<readonly string[]> {
  requireSource(words, file);
  if (words.length > 0) return words;
  if (file !== undefined) return textsOfFile(file, options, piped.say);
  if (piped.stdin.isTTY) {
    const message = "no texts: give them as words, with --data FILE, or on stdin, one a line";
    throw new BerthError("USAGE", message);
  }
  return lines(await readStdin(piped, options.encoding));
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

/**
 * Refuses flags that say where in a table the texts are, where no file is a table: their rows would be taken whole.
 *
 * @param files - all that texts come from; undefined for words and stdin
 * @throws USAGE
 */
export function requireTable(
  options: Pick<TextsOptions, "textColumn" | keyof ReadOptions> & {
    readonly textPairColumn?: string | undefined;
  },
  files: readonly (string | undefined)[],
): void {
  // The format is what makes a table of a file, and nothing where there is none.
  const isFile = files.some((file) => file !== undefined);
  const name = (isFile ? tableFlags : [...tableFlags, "format" as const]).find(
    (one) => options[one] !== undefined,
  );
  const isTable = (file: string | undefined) => file !== undefined && !holdsLines(file, options);
  if (name === undefined || files.some(isTable)) return;
  const flag = flagOf(name);
  const file = files.find((one) => one !== undefined);
  const message =
    file === undefined
      ? `${flag}: is for the rows of a file; texts that come as words or on stdin have no columns. Name the file with --data, or leave the flag out`
      : `${flag}: ${file} is read a line a text. Name its format too (--format csv or tsv), or leave the flag out`;
  throw new BerthError("USAGE", message, { flag, file: file ?? null });
}

const tableFlags = ["textColumn", "textPairColumn", "delimiter", "quote", "header"] as const;

/** Every line is a text, empty ones too, so that answers keep their place. */
function lines(content: string): string[] {
  const all = content.split(/\r?\n/);
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
): Promise<readonly string[]> {
  const { readLines, readTable } = await import("../records/index.js");
  if (holdsLines(file, readAs)) {
    const { lines, notes } = await readLines(file, readAs.encoding);
    for (const note of notes) say(note);
    return lines;
  }
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
