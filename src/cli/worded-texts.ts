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
 */
export async function wordedTexts(
  cells: readonly string[],
  { file, readAs }: TextSource,
): Promise<readonly WordedText[]> {
  if (file === undefined || holdsLines(file, readAs)) return cells.map((text) => ({ text }));
  const { wordTexts } = await import("../tasks/index.js");
  return wordTexts(cells);
}
