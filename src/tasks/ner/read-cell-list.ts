import { BerthError, type Json } from "../../base/index.js";
import { readList } from "../../records/index.js";

/** The members of a cell that holds a list, as JSON or as Python writes it; undefined for other cells. */
export function readCellList(cell: string | null): readonly string[] | undefined {
  const text = cell?.trim() ?? "";
  if (!text.startsWith("[")) return undefined;
  const list = parsedList(text);
  if (list) return list.every((each) => typeof each === "string") ? list : list.map(String);
  try {
    return readList(text);
  } catch (error) {
    if (error instanceof BerthError && error.code === "LIST_BROKEN") return undefined;
    throw error;
  }
}

/** The JSON list that a cell holds; undefined for other cells. */
export function parsedList(cell: string): readonly Json[] | undefined {
  try {
    const value: Json = JSON.parse(cell);
    return Array.isArray(value) ? (value as readonly Json[]) : undefined;
  } catch {
    return undefined;
  }
}
