import type { Json } from "../base/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, rowTally, shownText } from "./finding.js";
import { parsedList } from "./row-layout.js";

/** A labelled stretch of a text, in UTF-16 units. */
export type Span = readonly [start: number, end: number, label: string];

/** The spans of a cell; undefined where it holds no list of them. An empty cell has none. */
export function spansOf(cell: string | null | undefined): readonly Span[] | undefined {
  if (cell === null || cell === undefined || cell.trim() === "") return [];
  const list = parsedList(cell);
  return list?.every(isSpan) ? (list as readonly Span[]) : undefined;
}

function isSpan(value: Json): boolean {
  if (!Array.isArray(value)) return false;
  const [start, end, label] = value as readonly Json[];
  return Number.isInteger(start) && Number.isInteger(end) && typeof label === "string";
}

/** Spans that do not fit their text: broken cells, places outside, overlaps. */
export function spanChecks(files: CheckedFiles): Collector {
  const name = files.marksColumn ?? "spans";
  const column = files.columns.indexOf(name);
  const textColumn = files.columns.indexOf(files.textColumn ?? "text");
  const broken = rowTally();
  const outside = rowTally();
  const crossing = rowTally();
  return {
    row({ part, row, cells }: CheckedRow) {
      const place = (value: string) => () => ({ part, row, column: name, value });
      const spans = spansOf(cells[column]);
      if (spans === undefined) {
        broken.add(place(shownText(cells[column] ?? "")));
        return;
      }
      const { length } = cells[textColumn] ?? "";
      const fits = ([start, end]: Span): boolean => start >= 0 && end > start && end <= length;
      for (const span of spans) {
        if (!fits(span)) outside.add(place(`${spanText(span)} in a text of ${length}`));
      }
      for (const [span, before] of overlaps(spans.filter(fits))) {
        crossing.add(place(`${spanText(span)} and ${spanText(before)}`));
      }
    },
    findings() {
      const found: Found[] = [
        {
          code: "SPAN_BROKEN",
          count: broken.count,
          rows: broken.rows,
          sentence: `${counted(broken.count, "cell")} of "${name}" ${broken.count === 1 ? "is" : "are"} no JSON list of [start, end, label]`,
        },
        {
          code: "SPAN_OUTSIDE",
          count: outside.count,
          rows: outside.rows,
          sentence: `${counted(outside.count, "span")} ${outside.count === 1 ? "is" : "are"} empty or outside the text; places count UTF-16 units`,
        },
        {
          code: "SPANS_CROSSING",
          count: crossing.count,
          rows: crossing.rows,
          sentence: `${counted(crossing.count, "span")} ${crossing.count === 1 ? "overlaps" : "overlap"} another; a token has one tag only`,
        },
      ];
      return found.filter(({ count }) => count > 0);
    },
  };
}

const spanText = ([start, end, label]: Span): string =>
  `[${start}, ${end}, ${JSON.stringify(label)}]`;

/** Spans that begin before one in front of them has ended, each with that one. */
function overlaps(spans: readonly Span[]): (readonly [Span, Span])[] {
  const found: (readonly [Span, Span])[] = [];
  let last: Span | undefined;
  for (const span of [...spans].sort(([a, m], [b, n]) => a - b || n - m)) {
    if (last && span[0] < last[1]) found.push([span, last]);
    if (last === undefined || span[1] > last[1]) last = span;
  }
  return found;
}
