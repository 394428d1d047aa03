import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, type RowPlace, shownText } from "./finding.js";
import { count, histogram, type Lengths, percentile, summary } from "./histogram.js";
import { cleanCommand } from "./mend.js";

/** Lengths of the texts of all parts, in code points. */
export interface TextLengths extends Collector {
  lengths(): Lengths;
}

/** A row with its length, kept while it is among the shortest or longest. */
interface Extreme {
  readonly length: number;
  readonly place: RowPlace;
}

/** Texts from a file with fewer rows say little about what is usual. */
const FEWEST_TEXTS = 20;

/** Lengths in characters, and texts that are far shorter or longer than the others. */
export function textLengths(files: CheckedFiles): TextLengths {
  const counts = new Map<number, number>();
  const shortest: Extreme[] = [];
  const longest: Extreme[] = [];
  const { textColumn: column } = files;
  return {
    row({ part, row, text, facts: { characters: length } }: CheckedRow) {
      if (text === "") return;
      count(counts, length);
      const place = (): RowPlace => ({ part, row, column, value: shownText(text) });
      if (isAmong(shortest, -length)) keep(shortest, { length: -length, place: place() });
      if (isAmong(longest, length)) keep(longest, { length, place: place() });
    },
    lengths: () => ({ ...summary(counts), histogram: histogram(counts) }),
    findings() {
      const sorted = [...counts].sort(([a], [b]) => a - b);
      const total = sorted.reduce((sum, [, times]) => sum + times, 0);
      if (total < FEWEST_TEXTS) return [];
      const { least, most } = fences(sorted, total);
      const below = sorted.reduce((sum, [value, times]) => sum + (value < least ? times : 0), 0);
      const above = sorted.reduce((sum, [value, times]) => sum + (value > most ? times : 0), 0);
      if (below + above === 0) return [];
      const rows = [
        ...longest.filter(({ length }) => length > most),
        ...shortest.filter(({ length }) => -length < least),
      ];
      const told = [
        ...(above > 0 ? [`${above.toLocaleString("en-US")} longer than ${most} characters`] : []),
        ...(below > 0 ? [`${below.toLocaleString("en-US")} shorter than ${least}`] : []),
      ];
      const found: Found = {
        code: "TEXT_OUTLIERS",
        count: below + above,
        rows: rows.slice(0, 5).map(({ place }) => place),
        sentence: `${counted(below + above, "text")} of unusual length: ${told.join(", ")} (the longest has ${sorted.at(-1)?.[0]})`,
        mend: files.readsPairs
          ? null
          : cleanCommand(
              files,
              rows[0]?.place.part,
              "--steps",
              `outliers:min=${least}:max=${most}`,
            ),
        details: { least, most, below, above },
      };
      return [found];
    },
  };
}

/**
 * Tukey's outer fences on the logarithms of the lengths, for lengths spread unevenly: three times the
 * distance of the quartiles beyond them, and never nearer than a factor of eight.
 */
function fences(
  sorted: readonly (readonly [number, number])[],
  total: number,
): { readonly least: number; readonly most: number } {
  const lower = Math.max(1, percentile(sorted, total, 0.25));
  const upper = Math.max(1, percentile(sorted, total, 0.75));
  const factor = Math.max(8, (upper / lower) ** 3);
  return { least: Math.ceil(lower / factor), most: Math.floor(upper * factor) };
}

const KEPT = 5;

const isAmong = (kept: readonly Extreme[], length: number): boolean =>
  kept.length < KEPT || length > (kept.at(-1)?.length ?? 0);

/** Puts a row among the kept ones, the highest first; of equals the first that came. */
function keep(kept: Extreme[], extreme: Extreme): void {
  const place = kept.findIndex(({ length }) => length < extreme.length);
  kept.splice(place < 0 ? kept.length : place, 0, extreme);
  if (kept.length > KEPT) kept.pop();
}
