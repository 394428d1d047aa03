import type { CheckedFile, CheckReport, Finding, FoundRow } from "../checking/index.js";
import { cutLines, lengthText } from "./histogram-lines.js";
import { cut, tableLines } from "./table.js";
import type { Terminal } from "./terminal.js";

/** Labels that are shown; files have sometimes thousands. */
const MOST_LABELS = 30;
const ROWS_SHOWN = 3;
const colours = { error: "red", warning: "yellow", note: "cyan" } as const;

/** A check as people read it: what the files hold, then what was found. */
export function checkLines(report: CheckReport, colour: Terminal["colour"]): string[] {
  return [
    ...fileLines(report.files),
    "",
    ...labelLines(report),
    ...lengthLines(report),
    ...tokenLines(report),
    ...report.findings.flatMap((finding) => findingLines(report, finding, colour)),
    countLine(report),
  ];
}

/** `2 errors, 1 warning, no notes`. */
export function countLine({ counts }: CheckReport): string {
  const told = (count: number, one: string): string =>
    `${count === 0 ? "no" : number(count)} ${one}${count === 1 ? "" : "s"}`;
  return `${told(counts.error, "error")}, ${told(counts.warning, "warning")}, ${told(counts.note, "note")}`;
}

const number = (value: number): string => value.toLocaleString("en-US");

const percent = (part: number, whole: number): string =>
  `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;

function fileLines(files: readonly CheckedFile[]): string[] {
  const isAlone = files.length === 1;
  const headings = [
    "",
    "rows",
    "distinct texts",
    ...(isAlone ? [] : ["also in training"]),
    "refused",
  ];
  const rows = files.map(({ part, file, rows: count, distinctTexts, sharedTexts, refused }) => [
    isAlone ? file : `${part}: ${file}`,
    number(count),
    number(distinctTexts),
    ...(isAlone ? [] : [part === "train" ? "" : number(sharedTexts)]),
    number(refused),
  ]);
  return tableLines([headings, ...rows], ["left", "right", "right", "right", "right"]);
}

function labelLines({ labels, files, labelColumn, textColumn, rows }: CheckReport): string[] {
  if (labelColumn === null) return textColumn === null ? [] : [`text: column "${textColumn}"`, ""];
  const totals = files.map(({ rows: count }) => count);
  const shown = labels.slice(0, MOST_LABELS);
  const headings = ["label", "id", ...files.flatMap(({ part }) => [part, ""])];
  const lines = shown.map(({ label, rows: counts }, id) => [
    cut(label, 30),
    String(id),
    ...counts.flatMap((count, part) => [number(count), percent(count, totals[part] ?? rows)]),
  ]);
  return [
    `text: column "${textColumn}"; label: column "${labelColumn}", ${number(labels.length)} labels`,
    "",
    ...tableLines([headings, ...lines], ["left", ...headings.slice(1).map(() => "right" as const)]),
    ...(labels.length > shown.length
      ? [`and ${number(labels.length - shown.length)} labels more`]
      : []),
    "",
  ];
}

function lengthLines({ characters, languages }: CheckReport): string[] {
  const [language] = Object.entries(languages);
  const told = language ? `; mostly ${language[0]} (${(100 * language[1]).toFixed(0)} %)` : "";
  return characters === null ? [] : [`characters: ${lengthText(characters)}${told}`, ""];
}

function tokenLines({ tokens }: CheckReport): string[] {
  return tokens === null ? [] : [`tokens: ${lengthText(tokens)}`, ...cutLines(tokens)];
}

function findingLines(
  { files }: CheckReport,
  { severity, code, sentence, rows, mend, count }: Finding,
  colour: Terminal["colour"],
): string[] {
  const shown = rows.slice(0, ROWS_SHOWN).map((row) => `    ${rowText(row, files.length > 1)}`);
  const more = count > shown.length && shown.length === ROWS_SHOWN ? ["    ..."] : [];
  return [
    `${colour(colours[severity], severity)}  ${code}  ${sentence}`,
    ...shown,
    ...more,
    ...(mend === null ? [] : [`    mend: ${mend}`]),
    "",
  ];
}

function rowText({ file, record, line, column, value }: FoundRow, isNamed: boolean): string {
  const where = `${isNamed ? `${file} ` : ""}line ${number(line)} (row ${number(record)})`;
  const what = [column, value === undefined ? undefined : cut(value, 160)];
  return [where, ...what.filter((one) => one !== undefined)].join(": ");
}
