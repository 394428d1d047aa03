import { type Cells, columnIndex, linesOf, type RecordSource } from "../records/index.js";
import { answerChecks } from "./answers.js";
import type { CheckReport } from "./check-report.js";
import { type ClassLabels, classLabels } from "./class-labels.js";
import { classOutliers } from "./class-outliers.js";
import type { CheckedFiles, CheckedRow, Collector, NamedSettings, PartName } from "./collector.js";
import type { Finding, Found, FoundRow, RowPlace } from "./finding.js";
import { findingCodes, type Severity } from "./finding-codes.js";
import { type Languages, languages } from "./languages.js";
import { missingCells } from "./missing-cells.js";
import { type ModelTokens, modelTokens } from "./model-tokens.js";
import { nearDuplicates } from "./near-duplicates.js";
import { refusedRecords } from "./refused-records.js";
import { type RepeatedTexts, repeatedTexts } from "./repeated-texts.js";
import type { RowLayout } from "./row-layout.js";
import { spanBorders } from "./span-borders.js";
import { spanChecks } from "./spans.js";
import { tagChecks } from "./tags.js";
import { noFacts, scanText } from "./text-facts.js";
import { textFaults } from "./text-faults.js";
import { type TextLengths, textLengths } from "./text-lengths.js";

/** One of the files that are checked together. */
export interface CheckedPart {
  readonly name: PartName;
  readonly source: RecordSource;
}

export interface PartSettings {
  readonly seed?: number | undefined;
  /** Whether nearly equal texts are looked for; yes where absent. */
  readonly nearDuplicates?: boolean | undefined;
  /** Texts among which they are looked for in memory; 500,000 where absent. More are put into a temporary folder. */
  readonly mostTexts?: number | undefined;
  /** Whether languages are told; yes where absent. */
  readonly languages?: boolean | undefined;
  /** Directory of a model whose tokens are counted. */
  readonly model?: string | undefined;
  /** Tokens at which texts will be cut; what training would take where absent. */
  readonly maxLength?: number | undefined;
  /** What the commands that mend have to name too. */
  readonly named?: NamedSettings | undefined;
  readonly onProgress?: ((rows: number, compared?: number) => void) | undefined;
}

/**
 * Checks opened files together, the training file first.
 *
 * @throws COLUMN_MISSING when a further file lacks a column of the training file
 */
export async function checkParts(
  parts: readonly CheckedPart[],
  layout: RowLayout,
  settings: PartSettings = {},
): Promise<CheckReport> {
  const files: CheckedFiles = {
    parts: parts.map(({ name, source }) => ({ name, file: source.file })),
    columns: parts[0]?.source.columns ?? [],
    textColumn: layout.textColumn,
    labelColumn: layout.labelColumn,
    pairColumn: layout.pairColumn,
    marksColumn: layout.marksColumn,
    requiredTexts: textsOf(layout),
    requiredLabel: layout.labelColumn ?? layout.targetColumn,
    isCleanable: layout.kind === "labels" || layout.kind === "plain",
    readsPairs: layout.readsPairs,
    named: { ...settings.named, model: settings.named?.model ?? settings.model },
  };
  const progress = checkProgress(settings.onProgress);
  const checks = await checksFor(files, layout, settings, progress.compared);
  const { labels, texts, lengths, spoken, tokens, collectors } = checks;
  const found: Found[] = [];
  let counts: number[];
  try {
    counts = await walkRows(parts, layout, labels, collectors, progress.update);
    found.push(...unclearColumn(layout), ...refusedRecords(parts));
    for (const collector of collectors) found.push(...(await collector.findings()));
  } finally {
    for (const collector of collectors) await collector.close?.();
  }
  const findings = bySeverity(await withLines(parts, found));
  const measured = lengths.lengths();
  return {
    files: parts.map(({ name, source }, part) => ({
      part: name,
      file: source.file,
      format: source.format,
      rows: counts[part] ?? 0,
      refused: source.refusedCount,
      distinctTexts: texts.distinctCounts[part] ?? 0,
      sharedTexts: texts.sharedCounts[part] ?? 0,
      sharedRows: texts.sharedRowCounts[part] ?? 0,
    })),
    kind: layout.kind,
    textColumn: layout.textColumn ?? null,
    labelColumn: layout.labelColumn ?? null,
    notes: [...parts.flatMap(({ source }) => source.notes), ...layout.notes],
    rows: counts.reduce((sum, count) => sum + count, 0),
    distinctTexts: texts.distinctCount,
    labels: labels.classes().map(({ label, counts: rows }) => ({ label, rows })),
    characters: measured.count === 0 ? null : measured,
    tokens: tokens?.facts() ?? null,
    languages: (await spoken?.shares()) ?? {},
    findings,
    counts: severityCounts(findings),
  };
}

/** Progress of the rows, and behind them of the comparing of their texts. */
function checkProgress(onProgress: (rows: number, compared?: number) => void = () => {}) {
  let done = 0;
  return {
    update(rows: number): void {
      done = rows;
      onProgress(rows);
    },
    compared: (share: number): void => onProgress(done, share),
  };
}

interface Checks {
  readonly labels: ClassLabels;
  readonly texts: RepeatedTexts;
  readonly lengths: TextLengths;
  readonly spoken: Languages | undefined;
  readonly tokens: ModelTokens | undefined;
  /** All checks, in the order in which they see a row. */
  readonly collectors: readonly Collector[];
}

async function checksFor(
  files: CheckedFiles,
  { kind }: RowLayout,
  settings: PartSettings,
  onProgress: (compared: number) => void,
): Promise<Checks> {
  const { model, maxLength, mostTexts, seed = 42 } = settings;
  const labels = classLabels(files);
  const texts = repeatedTexts(files, labels.labelName);
  const lengths = textLengths(files);
  const spoken = settings.languages === false ? undefined : languages(files, seed);
  const tokens = model === undefined ? undefined : await modelTokens(files, model, maxLength);
  const borders =
    model !== undefined && kind === "spans" ? await spanBorders(files, model) : undefined;
  const collectors = [
    missingCells(files),
    labels,
    texts,
    settings.nearDuplicates === false
      ? undefined
      : nearDuplicates(files, texts, { mostTexts, onProgress }),
    textFaults(files),
    lengths,
    spoken,
    tokens,
    kind === "spans" ? spanChecks(files) : undefined,
    borders,
    model !== undefined && kind === "labels"
      ? classOutliers(files, model, labels, seed)
      : undefined,
    kind === "tags" ? tagChecks(files) : undefined,
    kind === "answers" ? answerChecks(files) : undefined,
  ].filter((check) => check !== undefined);
  return { labels, texts, lengths, spoken, tokens, collectors };
}

/** Shows every row to every check; gives the rows of each part. */
async function walkRows(
  parts: readonly CheckedPart[],
  layout: RowLayout,
  labels: ClassLabels,
  collectors: readonly Collector[],
  onProgress: (rows: number) => void,
): Promise<number[]> {
  const facts = noFacts();
  const counts: number[] = [];
  let done = 0;
  for (const [part, { source }] of parts.entries()) {
    requireColumns(source, layout);
    const inOrder = reordered(parts[0] as CheckedPart, source);
    let count = 0;
    for await (const { firstRecord, rows } of source.batches()) {
      for (const [index, given] of rows.entries()) {
        const cells = inOrder(given);
        const text = layout.textOf(cells);
        const label = layout.labelOf(cells);
        scanText(text, facts);
        const row = firstRecord - 1 + index;
        const seen: CheckedRow = {
          part,
          row,
          cells,
          text,
          label,
          labelId: labels.idOf(label),
          facts,
        };
        for (const collector of collectors) collector.row(seen);
      }
      for (const collector of collectors) await collector.settle?.();
      count += rows.length;
      done += rows.length;
      onProgress(done);
    }
    counts.push(count);
  }
  return counts;
}

/** The columns of the texts that must be filled, each once. */
function textsOf({ textColumn, requiredTexts }: RowLayout): string[] {
  return [...new Set([...(textColumn === undefined ? [] : [textColumn]), ...requiredTexts])];
}

/**
 * Refuses a further file without the columns that are read. What is marked may be lacking there, and of the columns of
 * choices the task says how many there must be.
 */
function requireColumns(source: RecordSource, layout: RowLayout): void {
  const { textColumn, pairColumn, labelColumn, targetColumn } = layout;
  for (const name of [textColumn, pairColumn, labelColumn, targetColumn]) {
    if (name !== undefined) columnIndex(source, name);
  }
}

/** Puts the cells of a further file into the order of the training file's columns. */
function reordered({ source: train }: CheckedPart, source: RecordSource): (cells: Cells) => Cells {
  if (train.columns.join("\n") === source.columns.join("\n")) return (cells) => cells;
  const places = train.columns.map((name) => source.columns.indexOf(name));
  return (cells) => places.map((place) => (place < 0 ? null : (cells[place] ?? null)));
}

function unclearColumn({ unclear }: RowLayout): Found[] {
  if (unclear === undefined) return [];
  const { message: sentence, details } = unclear;
  return [{ code: "COLUMN_UNCLEAR", count: 1, rows: [], sentence, details }];
}

/** Looks up the lines of all rows of all findings, in one more reading of each file. */
async function withLines(
  parts: readonly CheckedPart[],
  found: readonly Found[],
): Promise<Finding[]> {
  const lines = await Promise.all(
    parts.map(async ({ source }, part) => {
      const places = found.flatMap(({ rows }) => rows.filter((row) => row.part === part));
      const rows = [
        ...new Set(places.flatMap(({ row, line }) => (line === undefined ? [row] : []))),
      ];
      const at = rows.length === 0 ? [] : await linesOf(source, rows);
      return new Map(rows.map((row, index) => [row, at[index] ?? 0]));
    }),
  );
  const located = ({ part, row, line, column, value }: RowPlace): FoundRow => ({
    file: parts[part]?.source.file ?? "",
    record: row + 1,
    line: line ?? lines[part]?.get(row) ?? 0,
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value }),
  });
  return found.map(({ code, count, rows, sentence, mend = null, details = {} }) => ({
    code,
    severity: findingCodes[code].severity,
    count,
    rows: rows.map(located),
    sentence,
    mend,
    details,
  }));
}

const severities: readonly Severity[] = ["error", "warning", "note"];

/** Errors first; among equals in the order of the table of codes. */
function bySeverity(findings: readonly Finding[]): Finding[] {
  const order = Object.keys(findingCodes);
  return [...findings].sort(
    (a, b) =>
      severities.indexOf(a.severity) - severities.indexOf(b.severity) ||
      order.indexOf(a.code) - order.indexOf(b.code),
  );
}

function severityCounts(findings: readonly Finding[]): Record<Severity, number> {
  const count = (severity: Severity): number =>
    findings.filter((finding) => finding.severity === severity).length;
  return { error: count("error"), warning: count("warning"), note: count("note") };
}
