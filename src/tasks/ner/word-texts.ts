import { joinedWords } from "./joined-words.js";
import { readCellList } from "./read-cell-list.js";

/**
 * The texts of cells: those of words, where every filled cell holds a list of them, are joined as in training.
 *
 * @example
 * wordTexts(['["EU", "rejects"]']); // ["EU rejects"]
 */
export function wordTexts(cells: readonly string[]): readonly string[] {
  const isFilled = (cell: string): boolean => cell.trim() !== "";
  const lists = cells.map((cell) => (isFilled(cell) ? readCellList(cell) : []));
  if (!cells.some(isFilled) || lists.includes(undefined)) return cells;
  return lists.map((words) => joinedWords(words ?? []).text);
}
