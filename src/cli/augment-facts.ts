import type { AugmentMethod, MadeRow, Table } from "../records/index.js";
import { cut, tableLines } from "./table.js";

/** What is told of an augmentation. */
export interface AugmentFacts {
  /** Rows that were there, and rows that were made. */
  readonly rows: number;
  readonly made: number;
  /** Rows of which none could be made: too short, or without synonyms. */
  readonly without: number;
  readonly methods: Readonly<Partial<Record<AugmentMethod, number>>>;
  /** By label; absent without a label column. */
  readonly labels?: Readonly<Record<string, { readonly rows: number; readonly made: number }>>;
}

export function augmentFacts(
  rows: number,
  made: readonly MadeRow[],
  labels: readonly string[] | undefined,
): AugmentFacts {
  const sources = new Set(made.map(({ source }) => source));
  return {
    rows,
    made: made.length,
    without: rows - sources.size,
    methods: counted(made.map(({ method }) => method)),
    ...(labels && { labels: labelFacts(labels, made) }),
  };
}

function counted<Name extends string>(names: readonly Name[]): Partial<Record<Name, number>> {
  const counts: Partial<Record<Name, number>> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

function labelFacts(labels: readonly string[], made: readonly MadeRow[]) {
  const rows = counted(labels);
  const more = counted(made.map(({ source }) => labels[source] as string));
  return Object.fromEntries(
    Object.entries(rows)
      .sort(([, a = 0], [, b = 0]) => b - a)
      .map(([label, count = 0]) => [label, { rows: count, made: more[label] ?? 0 }]),
  );
}

/** Labels that are shown; files have sometimes thousands. */
const MOST_LABELS = 30;

export function augmentLines({ rows, made, without, methods, labels }: AugmentFacts): string[] {
  const all = Object.entries(labels ?? {});
  const cells = (name: string, before: number, more: number): string[] => [
    name,
    ...[before, more, before + more].map((value) => value.toLocaleString("en-US")),
  ];
  const table = tableLines(
    [
      ["", "rows", "made", "together"],
      ...all
        .slice(0, MOST_LABELS)
        .map(([label, counts]) => cells(cut(label, 40), counts.rows, counts.made)),
      cells("all", rows, made),
    ],
    ["left", "right", "right", "right"],
  );
  const byMethod = Object.entries(methods).map(([method, number]) => `${method} ${number}`);
  return [
    ...table,
    ...(all.length > MOST_LABELS ? [`and ${all.length - MOST_LABELS} labels more`] : []),
    "",
    `edits: ${byMethod.join(", ") || "none"}`,
    `rows of which none was made: ${without.toLocaleString("en-US")}`,
  ];
}

/** Made rows below their sources. */
export function exampleLines(table: Table, made: readonly MadeRow[], column: number): string[] {
  const width = 100;
  const lines = made.flatMap(({ source, method, cells }) => [
    [`row ${source + 1}`, cut(table.rows[source]?.[column] ?? "", width)],
    [method, cut(cells[0] ?? "", width)],
  ]);
  return lines.length === 0 ? [] : ["", ...tableLines(lines)];
}
