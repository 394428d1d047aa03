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
 * training, and keep their words. Texts that only stand in square brackets each are no lists.
 *
 * @example
 * wordTexts(['["EU", "rejects"]']); // [{ text: "EU rejects", words: [0, 2, 3, 10] }]
 */
export function wordTexts(cells: readonly string[]): readonly WordedText[] {
  const lists = cells.map((cell) => (isFilled(cell) ? readCellList(cell) : []));
  if (!cells.some(isClearList) || lists.includes(undefined)) return cells.map((text) => ({ text }));
  return lists.map((words) => joinedWords(words ?? []));
}

/**
 * The place of a cell that is no list among cells most of which are; undefined where there is none, and where most are
 * texts.
 */
export function oddWordCell(cells: readonly string[]): number | undefined {
  const filled = cells.filter(isFilled);
  if (filled.filter(isClearList).length * 2 <= filled.length) return undefined;
  const odd = cells.findIndex((cell) => isFilled(cell) && readCellList(cell) === undefined);
  return odd < 0 ? undefined : odd;
}

const isFilled = (cell: string): boolean => cell.trim() !== "";

/** Whether a cell is a list by its quotes or commas, too, or has nothing in its brackets. */
const isClearList = (cell: string): boolean =>
  /^\s*\[(?:\s*["'\]]|.*,)/s.test(cell) && readCellList(cell) !== undefined;
