import type { Json } from "../../base/index.js";
import { type Span, spanOfList } from "../formats/spans.js";

/** Words, single signs of scripts without spaces, and any other sign by itself. */
const token =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]|(?:(?![\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}])[\p{L}\p{N}\p{M}])+|\S/gu;

/**
 * The tokens of a text with the tags of its spans (IOB2). A token that a span cuts is cut there.
 *
 * @param cell - JSON list of `[start, end, label]`
 * @returns what is wrong with the spans, in words that go on behind the column's name
 */
export function taggedTokens(text: string, cell: string): (readonly [string, string])[] | string {
  const spans = readSpans(cell);
  if (spans === undefined) return "must be a JSON list of [start, end, label]; it is not";
  const sorted = [...spans].sort(([a], [b]) => a - b);
  const outside = sorted.find(([start, end]) => start < 0 || end <= start || end > text.length);
  if (outside) return `has ${JSON.stringify(outside)}, which is not in its text`;
  const crossing = sorted.find(([start], index) => start < (sorted[index - 1]?.[1] ?? 0));
  if (crossing) {
    return `has ${JSON.stringify(crossing)}, which overlaps the span before; a token has one tag only`;
  }
  const tagged: (readonly [string, string])[] = [];
  let at = 0;
  for (const [start, end, label] of sorted) {
    for (const found of tokensOf(text.slice(at, start))) tagged.push([found, "O"]);
    for (const [index, found] of tokensOf(text.slice(start, end)).entries()) {
      tagged.push([found, `${index === 0 ? "B" : "I"}-${label}`]);
    }
    at = end;
  }
  for (const found of tokensOf(text.slice(at))) tagged.push([found, "O"]);
  return tagged;
}

const tokensOf = (text: string): string[] => text.match(token) ?? [];

function readSpans(cell: string): Span[] | undefined {
  try {
    const value: Json = JSON.parse(cell);
    const spans = Array.isArray(value) ? value.map(spanOfList) : [undefined];
    return spans.every((span) => span !== undefined) ? spans : undefined;
  } catch {
    return undefined;
  }
}
