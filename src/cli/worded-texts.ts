import { BerthError } from "../base/index.js";
import type { ReadOptions } from "../records/index.js";
import type { WordedText } from "../tasks/index.js";
import { holdsLines } from "./texts.js";

/** Where texts are from. */
export interface TextSource {
  /** Undefined for words of the command line and lines of stdin. */
  readonly file?: string | undefined;
  readonly readAs: ReadOptions;
}

/**
 * The texts in which entities are looked for: cells of a table may hold lists of words, which are joined; a line of text
 * in square brackets is a text like any other.
 *
 * @throws TAGS_BROKEN where one cell is no list and most are
 */
export async function wordedTexts(
  cells: readonly string[],
  { file, readAs }: TextSource,
): Promise<readonly WordedText[]> {
  if (file === undefined || holdsLines(file, readAs)) return cells.map((text) => ({ text }));
  const { oddWordCell, wordTexts } = await import("../tasks/index.js");
  const odd = oddWordCell(cells);
  if (odd !== undefined) throw wordsBroken(file, odd);
  return wordTexts(cells);
}

function wordsBroken(file: string, place: number): BerthError {
  const row = place + 1;
  const message = `${file}: row ${row}: its words must be a list, such as ["Ada", "met", "Bob"], as in other rows. Correct the row, or delete it.`;
  return new BerthError("TAGS_BROKEN", message, { file, row });
}
