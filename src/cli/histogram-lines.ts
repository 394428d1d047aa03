import type { Lengths, TokenFacts } from "../checking/index.js";
import { tableLines } from "./table.js";

const BAR = 40;

/** A histogram in lines: the numbers of a bin, a bar, how many there are. */
export function histogramLines({ histogram: { edges, counts } }: Lengths): string[] {
  const most = Math.max(1, ...counts);
  const places = edges.every(Number.isInteger) ? 0 : 1;
  const border = (index: number): string => (edges[index] ?? 0).toFixed(places);
  const width = border(edges.length - 1).length;
  return counts.map((count, index) => {
    const from = border(index).padStart(width);
    const bar = "█".repeat(Math.ceil((count / most) * BAR));
    return `${from}  ${bar}${bar === "" ? "" : " "}${count.toLocaleString("en-US")}`;
  });
}

/** Lengths in one line. */
export function lengthText({ smallest, median, percentile95, largest, mean }: Lengths): string {
  const number = (value: number): string => value.toLocaleString("en-US");
  return `${number(smallest)} to ${number(largest)}, mean ${mean.toFixed(1)}, median ${number(median)}, 95 % up to ${number(percentile95)}`;
}

/** How many texts each `--max-length` would cut. */
export function cutLines({ cuts, suggestedMaxLength, unknownShare }: TokenFacts): string[] {
  const lines = cuts.map(({ maxLength, rows, share }) => [
    String(maxLength),
    rows.toLocaleString("en-US"),
    `${(100 * share).toFixed(1)} %`,
  ]);
  return [
    ...tableLines([["--max-length", "texts cut", "share"], ...lines], ["right", "right", "right"]),
    `suggested: --max-length ${suggestedMaxLength}; unknown tokens: ${(100 * unknownShare).toFixed(2)} %`,
    "",
  ];
}
