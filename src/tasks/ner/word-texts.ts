import { joinedWords } from "./joined-words.js";
import { readCellList } from "./read-cell-list.js";

/**
 * The texts of cells: those of words, where every cell holds a list of them, are joined as in training.
 *
 * @example
 * wordTexts(['["EU", "rejects"]']); // ["EU rejects"]
 */
export function wordTexts(cells: readonly string[]): readonly string[] {
  const lists = cells.map((cell) => readCellList(cell));
  if (cells.length === 0 || lists.includes(undefined)) return cells;
  return lists.map((words) => joinedWords(words ?? []).text);
}
