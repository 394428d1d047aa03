import type { TaggedText } from "./entity.js";
import { joinedWords } from "./joined-words.js";
import { readCellList } from "./read-cell-list.js";

/** A text in which entities are looked for, with its words where they are given. */
export type WordedText = Pick<TaggedText, "text" | "words"> & {
  /** The document that it is of, for a model that sees a document's other texts around each. */
  readonly document?: string | undefined;
};

/**
 * The texts of cells: those of words, where every filled cell holds a list of them, are joined as in
 * training, and keep their words.
 *
 * @example
 * wordTexts(['["EU", "rejects"]']); // [{ text: "EU rejects", words: [0, 2, 3, 10] }]
 */
export function wordTexts(cells: readonly string[]): readonly WordedText[] {
  const isFilled = (cell: string): boolean => cell.trim() !== "";
  const lists = cells.map((cell) => (isFilled(cell) ? readCellList(cell) : []));
  if (!cells.some(isFilled) || lists.includes(undefined)) return cells.map((text) => ({ text }));
  return lists.map((words) => joinedWords(words ?? []));
}
