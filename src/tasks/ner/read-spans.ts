import type { Json } from "../../base/index.js";
import type { Entity, TaggedText } from "./entity.js";
import { parsedList } from "./read-cell-list.js";

/** A text with its entities, and how many spans were left out. */
export interface SpannedText extends TaggedText {
  /** Those that overlap a longer one. */
  readonly overlapping: number;
  /** Those of nothing but spaces. */
  readonly blank: number;
}

/**
 * A row of a text and its spans. Of spans that overlap the longest is kept, of equals the first.
 *
 * @param cell - JSON list of `[start, end, type]` in UTF-16 units; null or empty where nothing is marked
 * @returns the text, or what is wrong with the row
 */
export function readSpans(text: string, cell: string | null): SpannedText | string {
  const list = cell === null || cell.trim() === "" ? [] : parsedList(cell);
  if (list === undefined) return "its spans must be a JSON list of [start, end, type]";
  const spans: Entity[] = [];
  let blank = 0;
  for (const value of list) {
    const span = entityOf(value);
    if (span === undefined) return `its span ${shown(value)} is no [start, end, type]`;
    const { start, end } = span;
    if (start < 0 || end <= start || end > text.length) {
      return `its span ${shown(value)} is not inside the text of ${text.length} UTF-16 units`;
    }
    const trimmed = trim(text, span);
    if (trimmed) spans.push(trimmed);
    else blank += 1;
  }
  const longestFirst = [...spans].sort(
    (a, b) => b.end - b.start - (a.end - a.start) || a.start - b.start,
  );
  const kept: Entity[] = [];
  for (const span of longestFirst) {
    const isFree = kept.every(({ start, end }) => span.end <= start || end <= span.start);
    if (isFree) kept.push(span);
  }
  return {
    text,
    entities: kept.sort((a, b) => a.start - b.start),
    overlapping: spans.length - kept.length,
    blank,
  };
}

function entityOf(value: Json): Entity | undefined {
  if (!Array.isArray(value)) return undefined;
  const [start, end, type] = value as readonly Json[];
  if (!Number.isInteger(start) || !Number.isInteger(end)) return undefined;
  if (typeof type !== "string" || type === "") return undefined;
  return { type, start: Number(start), end: Number(end) };
}

/** Without the spaces at its borders, which no token has. */
function trim(text: string, { type, start, end }: Entity): Entity | undefined {
  const inside = text.slice(start, end);
  const from = start + inside.length - inside.trimStart().length;
  const to = end - (inside.length - inside.trimEnd().length);
  return from < to ? { type, start: from, end: to } : undefined;
}

const shown = (value: Json): string => JSON.stringify(value).slice(0, 80);
