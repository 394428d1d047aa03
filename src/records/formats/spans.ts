import type { Json } from "../../base/index.js";
import { listOf, wholeOf } from "./json-shape.js";

/** A labelled stretch of a text, `text.slice(start, end)`. */
export type Span = readonly [start: number, end: number, label: string];

/**
 * Turns places that count code points, as Python's do, into places in a JavaScript string, which
 * counts UTF-16 units. Places outside the text stay outside by as much.
 */
export function utf16Places(text: string): (codePoints: number) => number {
  if (!/[\ud800-\udbff]/.test(text)) return (place) => place;
  const starts: number[] = [];
  let units = 0;
  for (const character of text) {
    starts.push(units);
    units += character.length;
  }
  return (place) => starts[place] ?? (place < 0 ? place : units + place - starts.length);
}

/** The cell of spans: JSON of `[start, end, label]` in UTF-16 units, by start, then end, then label. */
export function spansCell(spans: readonly Span[]): string {
  const sorted = [...spans].sort(
    ([start, end, label], [otherStart, otherEnd, otherLabel]) =>
      start - otherStart || end - otherEnd || (label < otherLabel ? -1 : 1),
  );
  return JSON.stringify(sorted);
}

/** The cell of spans whose places count code points of the text. */
export function codePointSpansCell(text: string, spans: readonly Span[]): string {
  const placeOf = utf16Places(text);
  return spansCell(spans.map(([start, end, label]) => [placeOf(start), placeOf(end), label]));
}

/** A span written as `[start, end, "label"]`. */
export function spanOfList(value: Json): Span | undefined {
  const [start, end, label] = listOf(value) ?? [];
  return spanOf(start, end, label);
}

/** A span of its parts, where they are what they must be. */
export function spanOf(
  start: Json | undefined,
  end: Json | undefined,
  label: Json | undefined,
): Span | undefined {
  const from = wholeOf(start);
  const to = wholeOf(end);
  if (from === undefined || to === undefined || typeof label !== "string") return undefined;
  return [from, to, label];
}
