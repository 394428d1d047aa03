// What a run of the benches leaves: a table for the eye, and the files in bench/results.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const head = ["work", "Berth", "against", "Berth's", "rival's", "ratio", "bar", ""];

/** The cells of the table, a line for each comparison, each row that was skipped, and each program that failed. */
function tableCells(rows) {
  return rows.flatMap(({ title, skipped, failures = {}, comparisons = [] }) => [
    ...(skipped === undefined ? [] : [[title, "", "", "", "", "", "", `skipped: ${skipped}`]]),
    ...comparisons.map(comparisonCells(title)),
    ...Object.entries(failures).map(([name, message]) => [
      ...[title, "", name, "", "", "", "", `failed: ${message.split("\n")[0]}`],
    ]),
  ]);
}

function comparisonCells(title) {
  return ({ ours, rival, measure, berth, theirs, ratio, bar, holds }) => {
    const isMemory = measure === "peakMb";
    const amount = (number) => (isMemory ? `${number.toFixed(0)} MB` : `${number.toFixed(3)} s`);
    return [
      isMemory ? `${title}, peak memory` : title,
      /\((.*)\)/.exec(ours)?.[1] ?? "",
      rival,
      amount(berth),
      amount(theirs),
      `${ratio.toFixed(2)} x`,
      bar === undefined ? "" : `${isMemory ? "at most " : ""}${bar} x`,
      bar === undefined ? "" : holds ? "holds" : "BELOW",
    ];
  };
}

/** The table as aligned lines. */
export function plainTable(rows) {
  const lines = [head, ...tableCells(rows)];
  const widths = head.map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  return lines.map((line) =>
    line
      .map((cell, i) => cell.padEnd(widths[i]))
      .join("  ")
      .trimEnd(),
  );
}

function markdown({ date, machine, rows }) {
  const { versions, ...rest } = machine;
  const list = (entries) =>
    Object.entries(entries).map(
      ([name, value]) => `- ${name}: ${Array.isArray(value) ? value.join(", ") : value}`,
    );
  return [
    `# ${machine.processor}, ${date}`,
    "",
    "Medians over the rounds. For times the ratio says how many times as fast as the rival Berth is, for memory which share of the",
    "rival's it takes. Made by `npm run bench`; every round is in the JSON file beside.",
    "",
    ...[head, head.map(() => "---"), ...tableCells(rows)].map((line) => `| ${line.join(" | ")} |`),
    "",
    ...list(rest),
    ...list(versions),
    "",
  ].join("\n");
}

/**
 * Writes the results as JSON and Markdown. Rows that a file of the same day and processor has, and this run has not,
 * are kept.
 *
 * @returns the path without its ending
 */
export function writeResults(folder, { date, machine, rows }) {
  const name = machine.processor
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  const path = join(folder, `${date}-${name}`);
  const before = existsSync(`${path}.json`)
    ? JSON.parse(readFileSync(`${path}.json`, "utf8")).rows
    : [];
  const kept = before.filter((old) => !rows.some((row) => row.name === old.name));
  const all = { date, machine, rows: [...kept, ...rows] };
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${path}.json`, `${JSON.stringify(all, null, 1)}\n`);
  writeFileSync(`${path}.md`, markdown(all));
  return path;
}
