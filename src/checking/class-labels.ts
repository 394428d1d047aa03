import { nearest, someOf } from "../base/index.js";
import { sortLabels } from "../tasks/index.js";
import type { CheckedFiles, CheckedRow, Collector } from "./collector.js";
import { counted, type Found, percent, type RowPlace, type RowTally, rowTally } from "./finding.js";
import { augmentCommand, finetuneCommand } from "./mend.js";

/** More labels than any classifier has: past them a label counts as none. */
const MOST_LABELS = 100_000;
/** Fewer training rows than this are few to learn from, and to score on. */
const FEW_ROWS = 10;
const UNBALANCED_RATIO = 10;
/** Labels that the finding of unknown ones tells by name. */
const LABELS_TOLD = 5;

/** Rows of one label in each part. */
interface LabelRows {
  readonly label: string;
  readonly id: number;
  readonly counts: number[];
  /** Its first row in each part. */
  readonly firsts: (RowPlace | undefined)[];
}

/** The labels, numbered as they came. */
export interface ClassLabels extends Collector {
  /** The number of a label; -1 for an empty one. */
  idOf(label: string): number;
  labelName(id: number): string;
  /** The labels in the order of their class ids, with their rows in each part. */
  classes(): readonly { readonly label: string; readonly counts: readonly number[] }[];
}

/** What is wrong with the labels themselves: alike, rare, unbalanced, unknown, or one only. */
export function classLabels(files: CheckedFiles): ClassLabels {
  const byName = new Map<string, LabelRows>();
  const byId: LabelRows[] = [];
  const unknown = new Map<string, RowTally>();
  let labelled = 0;
  const { parts, labelColumn: column } = files;

  return {
    idOf(label) {
      if (label === "") return -1;
      const known = byName.get(label);
      if (known) return known.id;
      if (byId.length >= MOST_LABELS) return -1;
      const id = byId.length;
      const fresh = { label, id, counts: parts.map(() => 0), firsts: parts.map(() => undefined) };
      byName.set(label, fresh);
      byId.push(fresh);
      return id;
    },
    labelName: (id) => byId[id]?.label ?? "",
    classes: () => sortLabels([...byName.keys()]).flatMap((label) => byName.get(label) ?? []),
    row({ part, row, label, labelId }: CheckedRow) {
      const rows = byId[labelId];
      if (rows === undefined) return;
      if (part === 0) labelled += 1;
      rows.counts[part] = (rows.counts[part] ?? 0) + 1;
      rows.firsts[part] ??= { part, row, column, value: label };
      if (part === 0 || (rows.counts[0] ?? 0) > 0) return;
      const tally = unknown.get(label) ?? rowTally();
      tally.add(() => ({ part, row, column, value: label }));
      unknown.set(label, tally);
    },
    findings() {
      const trained = byId.filter(({ counts }) => (counts[0] ?? 0) > 0);
      if (trained.length === 0) return [];
      const many = manyLabels(files, trained, labelled);
      return [
        ...oneClass(files, trained),
        ...unknownLabels(files, trained, unknown),
        ...alikeLabels(files, byId),
        ...many,
        ...(many.length > 0 ? [] : [...rareLabels(files, trained), ...unbalanced(files, trained)]),
      ];
    },
  };
}

const trainRows = ({ counts }: LabelRows): number => counts[0] ?? 0;

const firstRow = ({ firsts }: LabelRows): RowPlace[] =>
  firsts.flatMap((one) => one ?? []).slice(0, 1);

function oneClass({ labelColumn }: CheckedFiles, labels: readonly LabelRows[]): Found[] {
  const [only, second] = labels;
  if (only === undefined || second !== undefined) return [];
  return [
    {
      code: "ONE_CLASS",
      count: trainRows(only),
      rows: firstRow(only),
      sentence: `column "${labelColumn}" must hold at least two different labels; every training row says "${only.label}"`,
    },
  ];
}

function unknownLabels(
  { parts }: CheckedFiles,
  labels: readonly LabelRows[],
  unknown: ReadonlyMap<string, RowTally>,
): Found[] {
  const known = labels.map(({ label }) => label);
  // The nearest label is looked for among all of training: for the labels that are told only.
  const told = [...unknown].slice(0, LABELS_TOLD).map(([label, { count, rows }]) => {
    const near = nearest(label, known);
    return { label, nearest: near ?? null, count, rows };
  });
  const [only, second] = told;
  if (only === undefined) return [];
  const whereOf = (rows: readonly RowPlace[]): string => parts[rows[0]?.part ?? 0]?.name ?? "";
  if (second === undefined) {
    const { label, nearest: near, count, rows } = only;
    const advice = near === null ? "" : `; did you mean "${near}"?`;
    return [
      {
        code: "LABEL_UNKNOWN",
        count,
        rows,
        sentence: `label "${label}" stands in ${counted(count, "row")} of ${whereOf(rows)} and in none of training (${someOf(known)})${advice}`,
        details: { label, nearest: near },
      },
    ];
  }
  const count = [...unknown.values()].reduce((sum, tally) => sum + tally.count, 0);
  const names = told.map(({ label, nearest: near, count: times, rows }) => {
    const advice = near === null ? "" : `; did you mean "${near}"?`;
    return `"${label}" (${counted(times, "row")} of ${whereOf(rows)}${advice})`;
  });
  const more =
    unknown.size > told.length ? ` and ${counted(unknown.size - told.length, "label")} more` : "";
  return [
    {
      code: "LABEL_UNKNOWN",
      count,
      rows: told.flatMap(({ rows }) => rows.slice(0, 1)),
      sentence: `${counted(unknown.size, "label")}, in ${counted(count, "row")}, stand in none of training (${someOf(known)}): ${names.join(", ")}${more}`,
      details: {
        unknown: unknown.size,
        labels: told.map(({ label, nearest: near, count: times }) => ({
          label,
          nearest: near,
          rows: times,
        })),
      },
    },
  ];
}

/** What two labels have in common that people would take for one. */
const plainLabel = (label: string): string =>
  label
    .normalize("NFKC")
    .toLowerCase()
    .replace(/[\s_-]+/g, "");

function alikeLabels(_: CheckedFiles, labels: readonly LabelRows[]): Found[] {
  const groups = new Map<string, LabelRows[]>();
  for (const one of labels) {
    const key = plainLabel(one.label);
    // Numbers with a sign are told apart by it.
    const group = /^\d*$/.test(key) ? one.label : key;
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  const alike = [...groups.values()].filter((group) => group.length > 1);
  if (alike.length === 0) return [];
  const rowsOf = (one: LabelRows): number => one.counts.reduce((sum, count) => sum + count, 0);
  const told = alike.map((group) =>
    group
      .sort((a, b) => rowsOf(b) - rowsOf(a))
      .map((one) => `"${one.label}" (${counted(rowsOf(one), "row")})`)
      .join(", "),
  );
  return [
    {
      code: "LABELS_ALIKE",
      count: alike.length,
      rows: alike.flatMap((group) => group.slice(1).flatMap(firstRow)).slice(0, 5),
      sentence: `labels that are probably one are learnt as several: ${told.slice(0, 5).join("; ")}`,
      details: { groups: alike.map((group) => group.map(({ label }) => label)) },
    },
  ];
}

function manyLabels(
  { labelColumn }: CheckedFiles,
  labels: readonly LabelRows[],
  rowCount: number,
): Found[] {
  if (labels.length < 20 || labels.length * 2 < rowCount) return [];
  const least = labels.length >= MOST_LABELS ? "at least " : "";
  return [
    {
      code: "LABELS_MANY",
      count: labels.length,
      rows: labels.slice(0, 5).flatMap(firstRow),
      sentence: `column "${labelColumn}" has ${least}${counted(labels.length, "label")} in ${counted(rowCount, "row")}; name the column of the label with --label-column`,
    },
  ];
}

function rareLabels(files: CheckedFiles, labels: readonly LabelRows[]): Found[] {
  const rare = labels.filter((one) => trainRows(one) < FEW_ROWS);
  if (rare.length === 0) return [];
  const sorted = [...rare].sort((a, b) => trainRows(a) - trainRows(b));
  const told = sorted.slice(0, 5).map((one) => `"${one.label}" ${trainRows(one)}`);
  const alone = rare.some((one) => trainRows(one) < 2);
  const unsplittable =
    alone && files.parts.length === 1
      ? "; a label with one row cannot be in training and validation both"
      : "";
  return [
    {
      code: "LABEL_RARE",
      count: rare.length,
      rows: sorted.slice(0, 5).flatMap(firstRow),
      sentence: `${counted(rare.length, "label")} ${rare.length === 1 ? "has" : "have"} fewer than ${FEW_ROWS} training rows: ${told.join(", ")}${rare.length > 5 ? ", ..." : ""}${unsplittable}`,
      // Edits that need no words of a thesaurus, whose package may not be installed.
      mend: augmentCommand(files, "--balance", "--methods", "swap,delete"),
      details: { labels: Object.fromEntries(sorted.map((one) => [one.label, trainRows(one)])) },
    },
  ];
}

function unbalanced(files: CheckedFiles, labels: readonly LabelRows[]): Found[] {
  const sorted = [...labels].sort((a, b) => trainRows(b) - trainRows(a));
  const [most] = sorted;
  const least = sorted.at(-1);
  if (!most || !least || trainRows(most) < UNBALANCED_RATIO * trainRows(least)) return [];
  const total = sorted.reduce((sum, one) => sum + trainRows(one), 0);
  return [
    {
      code: "CLASSES_UNBALANCED",
      count: trainRows(most),
      rows: [],
      sentence: `"${most.label}" has ${percent(trainRows(most), total)} of the training rows, "${least.label}" ${percent(trainRows(least), total)}; accuracy alone will look better than it is`,
      mend: finetuneCommand(files, "--class-weights", "balanced"),
      details: { majorityShare: trainRows(most) / Math.max(1, total) },
    },
  ];
}
