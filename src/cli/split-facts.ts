import type { SplitSettings, Table } from "../records/index.js";
import type { PartFiles } from "./split-request.js";
import { cut, tableLines } from "./table.js";

/** What is told of a split. */
export interface SplitFacts {
  readonly rows: number;
  readonly parts: readonly (PartFiles & {
    readonly rows: number;
    /** Rows of each label, the most frequent label first; absent without a label column. */
    readonly labels?: Readonly<Record<string, number>>;
  })[];
  /** Different groups; absent when rows were not grouped. */
  readonly groups?: number;
  /** Different texts that are in more than one part; absent without a text column. */
  readonly sharedTexts?: number;
}

/** What the rows say, where it is known, and the place of their label. */
export interface SplitTexts {
  readonly texts: readonly string[] | undefined;
  readonly label: number | undefined;
}

export function splitFacts(
  table: Table,
  files: readonly PartFiles[],
  parts: readonly Int32Array[],
  { texts, label }: SplitTexts,
  { groups, labels }: Omit<SplitSettings, "seed">,
): SplitFacts {
  const cells = (column: number): string[] => table.rows.map((row) => row[column]?.trim() ?? "");
  const rowLabels =
    labels ?? (label === undefined ? undefined : cells(label).map((cell) => [cell]));
  const names = rowLabels && byFrequency(rowLabels.flat());
  return {
    rows: table.rows.length,
    parts: files.map((part, index) => {
      const rows = parts[index] ?? new Int32Array(0);
      const counts = names && labelCounts(names, rowLabels, rows);
      return { ...part, rows: rows.length, ...(counts && { labels: counts }) };
    }),
    ...(groups && { groups: new Set(groups).size }),
    ...(texts && { sharedTexts: sharedCount(texts, parts) }),
  };
}

/** Different values, the most frequent first. */
function byFrequency(values: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value]) => value);
}

function labelCounts(
  names: readonly string[],
  labels: readonly (readonly string[])[],
  rows: Int32Array,
): Record<string, number> {
  const counts = new Map(names.map((name) => [name, 0]));
  for (const row of rows) {
    for (const name of labels[row] ?? []) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(counts);
}

/** How many different texts are in more than one part. */
function sharedCount(texts: readonly string[], parts: readonly Int32Array[]): number {
  const firstPart = new Map<string, number>();
  const shared = new Set<string>();
  for (const [part, rows] of parts.entries()) {
    for (const row of rows) {
      const text = texts[row]?.trim() ?? "";
      const first = firstPart.get(text) ?? part;
      firstPart.set(text, first);
      if (first !== part) shared.add(text);
    }
  }
  return shared.size;
}

/** Labels that are shown; files have sometimes thousands. */
const MOST_LABELS = 30;

const count = (value: number): string => value.toLocaleString("en-US");

export function splitLines({ rows, parts, groups, sharedTexts }: SplitFacts): string[] {
  const labels = Object.keys(parts[0]?.labels ?? {});
  const shown = labels.slice(0, MOST_LABELS);
  const heading = ["", "rows", "share", ...shown.map((label) => cut(label, 20) || '""')];
  const line = (part: SplitFacts["parts"][number]): string[] => [
    part.name,
    count(part.rows),
    percent(part.rows, rows),
    ...shown.map((label) => percent(part.labels?.[label] ?? 0, part.rows)),
  ];
  const table = tableLines(
    [heading, ...parts.map(line)],
    ["left", ...heading.slice(1).map(() => "right" as const)],
  );
  return [
    ...table,
    ...(labels.length > shown.length ? [`and ${labels.length - shown.length} labels more`] : []),
    "",
    ...(groups === undefined ? [] : [`groups: ${count(groups)}, none of them in two parts`]),
    ...(sharedTexts === undefined
      ? []
      : [`texts in more than one part: ${count(sharedTexts)}${leakHint(sharedTexts, groups)}`]),
  ];
}

const leakHint = (shared: number, groups: number | undefined): string =>
  shared > 0 && groups === undefined ? " (--group-by near-duplicates keeps them together)" : "";

const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
