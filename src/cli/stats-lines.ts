import type { ColumnFacts, Statistics } from "../checking/index.js";
import { cutLines, histogramLines, lengthText } from "./histogram-lines.js";
import { cut, tableLines } from "./table.js";

/** Labels that are shown; files have sometimes thousands. */
const MOST_LABELS = 50;

const number = (value: number): string => value.toLocaleString("en-US");

/** What a file holds, as people read it. */
export function statsLines(statistics: Statistics): string[] {
  const { rows, columns, refused, words, characters, tokens } = statistics;
  const lost = refused > 0 ? `; ${number(refused)} records cannot be read` : "";
  return [
    `(${rows}, ${columns.length}): ${number(rows)} rows, ${number(columns.length)} columns${lost}`,
    "",
    ...columnLines(columns),
    "",
    ...labelLines(statistics),
    ...section("words", words),
    ...section("characters", characters),
    ...section("tokens", tokens),
    ...(tokens === null ? [] : cutLines(tokens)),
    ...sampleLines(statistics),
  ];
}

function columnLines(columns: readonly ColumnFacts[]): string[] {
  const line = ({ name, kind, missing, distinct, distinctIsLeast }: ColumnFacts): string[] => [
    cut(name, 40),
    kind,
    number(missing),
    `${distinctIsLeast ? "over " : ""}${number(distinct)}`,
  ];
  return tableLines(
    [["column", "kind", "missing", "distinct"], ...columns.map(line)],
    ["left", "left", "right", "right"],
  );
}

function labelLines({ labels, labelColumn }: Statistics): string[] {
  if (labelColumn === null) return [];
  const shown = labels.slice(0, MOST_LABELS);
  const lines = shown.map(({ label, rows, share }, id) => [
    cut(label, 40),
    String(id),
    number(rows),
    `${(100 * share).toFixed(4)} %`,
  ]);
  const more = labels.length - shown.length;
  return [
    `labels (column "${labelColumn}")`,
    ...tableLines(
      [["label", "id", "rows", "share"], ...lines],
      ["left", "right", "right", "right"],
    ),
    ...(more > 0 ? [`and ${number(more)} labels more`] : []),
    "",
  ];
}

function section(name: string, lengths: Statistics["words"]): string[] {
  if (lengths === null) return [];
  return [`${name}: ${lengthText(lengths)}`, ...histogramLines(lengths), ""];
}

function sampleLines({ sample, columns }: Statistics): string[] {
  return sample.flatMap(({ record, cells }) => [
    `row ${number(record)}`,
    ...tableLines(
      columns.map(({ name }, column) => [`  ${cut(name, 40)}`, cut(cells[column] ?? "", 160)]),
    ),
    "",
  ]);
}
