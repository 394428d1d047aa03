import { BerthError, type JsonObject } from "../base/index.js";
import type { ReadOptions } from "../records/index.js";
import { type Piped, readStdin } from "./read-stdin.js";

/** Two texts that a model reads together. */
export type TextPair = readonly [string, string];

/** Which columns of a file hold the texts, and how the file is read. */
export interface PairOptions extends ReadOptions {
  readonly textColumn?: string | undefined;
  readonly textPairColumn?: string | undefined;
}

/**
 * The pairs that a command was given: as words, two and two; in two columns of a file; or on stdin, one
 * pair a line with a tab in it.
 *
 * @throws USAGE when there are none or two sources, or a word or line has no partner
 * @throws TEXT_EMPTY when a side of a pair has nothing but spaces
 */
export async function inputPairs(
  words: readonly string[],
  file: string | undefined,
  options: PairOptions,
  piped: Piped,
): Promise<readonly TextPair[]> {
  if (words.length > 0 && file !== undefined) {
    throw new BerthError("USAGE", "--data: texts came both as words and as a file; give one", {});
  }
  if (words.length > 0) return pairsOfWords(words);
  if (file !== undefined) return pairsOfFile(file, options, piped.say);
  if (piped.stdin.isTTY) {
    const message =
      "no texts: this model reads two texts together. Give them as words, two and two, with --data FILE, or on stdin, one pair a line with a tab between";
    throw new BerthError("USAGE", message);
  }
  const lines = (await readStdin(piped, options.encoding)).split(/\r?\n/);
  if (lines.at(-1) === "") lines.pop();
  return lines.map(pairOf);
}

function pairsOfWords(words: readonly string[]): TextPair[] {
  if (words.length % 2 === 1) {
    const message = `TEXT: this model reads two texts together; ${words.length} came. Give them two and two`;
    throw new BerthError("USAGE", message, { texts: words.length });
  }
  const empty = words.findIndex(isBlank);
  if (empty !== -1) throw emptySide(`TEXT ${empty + 1}: is empty`, { text: empty + 1 });
  return Array.from({ length: words.length / 2 }, (_, index) => [
    words[2 * index] ?? "",
    words[2 * index + 1] ?? "",
  ]);
}

function pairOf(line: string, index: number): TextPair {
  const [first = "", second, ...more] = line.split("\t");
  if (second !== undefined && more.length === 0) {
    const side = [first, second].findIndex(isBlank);
    if (side === -1) return [first, second];
    const which = side === 0 ? "in front of" : "behind";
    throw emptySide(`stdin line ${index + 1}: there is no text ${which} the tab`, {
      line: index + 1,
    });
  }
  const message = `stdin line ${index + 1}: must hold two texts with one tab between them; ${more.length === 0 ? "no tab" : "more tabs"} came`;
  throw new BerthError("USAGE", message, { line: index + 1 });
}

const isBlank = (text: string): boolean => text.trim() === "";

function emptySide(what: string, place: JsonObject): BerthError {
  const message = `${what}; this model reads two texts together. Give both`;
  return new BerthError("TEXT_EMPTY", message, place);
}

async function pairsOfFile(
  file: string,
  { textColumn, textPairColumn, ...readAs }: PairOptions,
  say: (text: string) => void,
): Promise<TextPair[]> {
  const { readTable } = await import("../records/index.js");
  const { choosePairTextColumns, textCells } = await import("../tasks/index.js");
  const table = await readTable(file, readAs);
  const { text, pair, notes } = choosePairTextColumns(table, { textColumn, textPairColumn });
  for (const note of [...(table.notes ?? []), ...notes]) say(note);
  const seconds = await textCells(table, pair);
  return (await textCells(table, text)).map((first, row) => [first, seconds[row] ?? ""]);
}
