import type { CleaningRow, StepKind } from "./step.js";
import { wordCount } from "./words.js";

export const outliers: StepKind = {
  name: "outliers",
  does: "drop texts shorter than min or longer than max, farther than iqr interquartile ranges from the middle half, or with one character more than repeats times in a row",
  takes: "min=N:max=N:iqr=X:unit=characters|words:repeats=N",
  main: "max",
  read(settings) {
    const unit = settings.choice("unit", ["characters", "words"]);
    const min = settings.whole("min");
    const max = settings.whole("max");
    const iqr = settings.number("iqr");
    const repeats = settings.whole("repeats");
    if ([min, max, iqr, repeats].every((value) => value === undefined)) {
      settings.refuse("must be told what an outlier is: give min, max, iqr or repeats");
    }
    if (repeats === 0) settings.refuse('"repeats" must be 1 or more');
    const length = unit === "words" ? wordCount : characterCount;
    const run = repeats === undefined ? undefined : new RegExp(`(\\S)\\1{${repeats}}`, "u");
    const given = Object.entries({ min, max, iqr, repeats }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as const],
    );
    return {
      on: "rows",
      settings: { unit, ...Object.fromEntries(given) },
      usesLabel: false,
      everyPart: false,
      clean(rows) {
        const fence = iqr === undefined ? everything : fenceOf(lengths(rows, length), iqr);
        const low = Math.max(min ?? 0, fence.low);
        const high = Math.min(max ?? Number.POSITIVE_INFINITY, fence.high);
        return rows.filter(({ text }) => {
          if (text === null) return true;
          const size = length(text);
          return size >= low && size <= high && run?.test(text) !== true;
        });
      },
    };
  },
};

/** Code points, as Python's `len`. */
const characterCount = (text: string): number => Array.from(text).length;

const lengths = (rows: readonly CleaningRow[], length: (text: string) => number): number[] =>
  rows.flatMap(({ text }) => (text === null ? [] : [length(text)]));

const everything = { low: 0, high: Number.POSITIVE_INFINITY };

/** Tukey's fences: `reach` interquartile ranges below the first and above the third quartile. */
function fenceOf(values: readonly number[], reach: number): { low: number; high: number } {
  if (values.length === 0) return everything;
  const sorted = Float64Array.from(values).sort();
  const first = quantile(sorted, 0.25);
  const third = quantile(sorted, 0.75);
  const margin = reach * (third - first);
  return { low: first - margin, high: third + margin };
}

/** Between two values the quantile is interpolated linearly, as in numpy. */
function quantile(sorted: Float64Array, share: number): number {
  const place = share * (sorted.length - 1);
  const below = sorted[Math.floor(place)] ?? 0;
  const above = sorted[Math.ceil(place)] ?? 0;
  return below + (above - below) * (place - Math.floor(place));
}
