import { type Html, html, type Json, pageBegin, pageEnd } from "../base/index.js";
import { type Finding, findingsHtml } from "../checking/index.js";
import {
  accuracy,
  type ClassScores,
  classAverages,
  confusionMatrix,
  majorityBaseline,
} from "../metrics/index.js";
import { lossChart } from "./loss-chart.js";
import { type ReportLanguage, reportWords } from "./report-words.js";

/** One predicted row of an evaluation. */
interface ReportRow {
  /** Number of the row in its file, counted from 1. */
  readonly row: number;
  readonly text: string;
  readonly truth: string;
  readonly prediction: string;
  /** One probability a label, in label order. */
  readonly probabilities: readonly number[];
}

/** All that the report of a run shows. */
export interface RunReport {
  readonly title: string;
  readonly recipe: Readonly<Record<string, Json>>;
  /** What the check of the data found. */
  readonly findings: readonly Finding[];
  readonly evaluations: readonly {
    readonly epoch: number;
    readonly step: number;
    readonly trainLoss: number;
    /** NaN where the rows do not tell it. */
    readonly validationLoss: number;
    /** In the order of `scoreNames`. */
    readonly scores: readonly number[];
    readonly best: boolean;
  }[];
  /** Loss of every step. */
  readonly steps: readonly { readonly step: number; readonly loss: number }[];
  /** Names of the classes; without them there are no tables of classes. */
  readonly labels: readonly string[];
  /** Headings of the scores that are shown, by their names. */
  readonly scoreNames: Readonly<Record<string, string>>;
  /** What the temperature did to the calibration error of the validation rows; absent without one. */
  readonly calibration?:
    | { readonly temperature: number; readonly before: number; readonly after: number }
    | undefined;
  /** The scores in detail, as text. */
  readonly details: string;
  /** The validation rows as the best weights predict them. */
  readonly rows: readonly ReportRow[];
}

const worstCount = 20;

/**
 * The report of a run as one HTML file that needs nothing else: no network, no script, light and
 * dark as the reader's system is.
 */
export function reportHtml(report: RunReport, lang: ReportLanguage = "en"): string {
  const words = reportWords[lang];
  const { title, labels, rows } = report;
  const truth = rows.map((row) => labels.indexOf(row.truth));
  const prediction = rows.map((row) => labels.indexOf(row.prediction));
  const scored: Scored = { report, words, truth, prediction };
  return html`${pageBegin({ lang, heading: words.report, title })}${summary(scored)}
${section(words.loss, curves(scored))}
${section(words.epochs, evaluationTable(scored))}
${hasClasses(report) ? classSections(scored) : section(words.scores, html`<pre>${report.details}</pre>`)}
${report.findings.length === 0 ? html`` : section(words.findings, findingsHtml(report.findings, lang))}
${section(words.recipe, recipeTable(scored))}
${pageEnd}`.html;
}

/** Whether every row has one label and a probability of each; of several labels the truth is a list. */
const hasClasses = ({ rows, labels }: RunReport): boolean =>
  rows.some(({ truth, probabilities }) => probabilities.length > 0 && labels.includes(truth));

function classSections(scored: Scored): Html {
  const { words } = scored;
  return html`${section(words.classes, classTable(scored))}
${section(words.confusion, confusionTable(scored))}
${section(words.errors, worstTable(scored))}`;
}

/** A report with the class ids of its rows. */
interface Scored {
  readonly report: RunReport;
  readonly words: (typeof reportWords)[ReportLanguage];
  readonly truth: readonly number[];
  readonly prediction: readonly number[];
}

const section = (heading: string, body: Html): Html =>
  html`<section><h2>${heading}</h2>${body}</section>`;

/** Nothing for a score that could not be told. */
const decimals = (value: number): string => (Number.isNaN(value) ? "" : value.toFixed(4));
const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;

/** A table with a heading line. Cells that are numbers are set to the right. */
function table(headings: readonly string[], lines: readonly Html[]): Html {
  const cells = headings.map((heading) => html`<th>${heading}</th>`);
  return html`<div class="wide"><table><thead><tr>${cells}</tr></thead><tbody>${lines}</tbody></table></div>`;
}

const numberCells = (values: readonly (string | number)[]): Html[] =>
  values.map((value) => html`<td class="number">${value}</td>`);

type Words = Scored["words"];

/** Headings of the scores, in the reader's language where it has a word of its own. */
function scoreHeadings({ scoreNames }: RunReport, { scoreWords }: Words): string[] {
  return Object.entries(scoreNames).map(([name, heading]) => scoreWords[name] ?? heading);
}

const card = (name: string, value: string, note: string): Html =>
  html`<div><dt>${name}</dt><dd>${value}</dd><small>${note}</small></div>`;

function summary(scored: Scored): Html {
  const { report, words } = scored;
  const best = bestEvaluation(report);
  const cards = hasClasses(report) ? classCards(scored) : scoreCards(report, words);
  return html`<dl class="cards">
${cards}
${best ? card(words.validationLoss, decimals(best.validationLoss), `${words.best}: ${shortEpoch(best.epoch)}`) : html``}
${calibrationCard(scored)}
</dl><p class="note">${words.validationRows}</p>`;
}

function calibrationCard({ report: { calibration }, words }: Scored): Html {
  if (calibration === undefined) return html``;
  const { temperature, before, after } = calibration;
  const note = `${words.uncalibrated}: ${decimals(before)}, ${words.temperature}: ${decimals(temperature)}`;
  return card(words.calibrationError, decimals(after), note);
}

function classCards({ report, words, truth, prediction }: Scored): Html {
  const baseline = majorityBaseline(truth, report.labels.length);
  const macroF1 = classAverages(truth, prediction, report.labels.length).macro.f1;
  const than = (value: string): string => `${words.baseline}: ${value}`;
  return html`${card(words.accuracy, percent(accuracy(truth, prediction)), than(percent(baseline.accuracy)))}
${card(words.macroF1, percent(macroF1), than(percent(baseline.f1Macro)))}`;
}

function scoreCards(report: RunReport, words: Words): Html {
  const best = bestEvaluation(report);
  const cards = scoreHeadings(report, words).map((heading, index) =>
    card(heading, decimals(best?.scores[index] ?? Number.NaN), ""),
  );
  return html`${cards}`;
}

/** The last that was the best so far. */
const bestEvaluation = ({ evaluations }: RunReport) => evaluations.findLast(({ best }) => best);

const shortEpoch = (epoch: number): number => Math.round(epoch * 100) / 100;

function curves({ report: { steps, evaluations }, words }: Scored): Html {
  const at = (key: "trainLoss" | "validationLoss") =>
    evaluations
      .map((evaluation) => ({ step: evaluation.step, loss: evaluation[key] }))
      .filter(({ loss }) => !Number.isNaN(loss));
  return lossChart(
    [
      { name: words.stepLoss, className: "steps", points: steps },
      { name: words.trainLoss, className: "train", points: at("trainLoss") },
      { name: words.validationLoss, className: "validation", points: at("validationLoss") },
    ],
    { loss: words.loss, step: words.step },
  );
}

function evaluationTable({ report, words }: Scored): Html {
  const lines = report.evaluations.map((evaluation) => {
    const { epoch, step, trainLoss, validationLoss } = evaluation;
    const isBest = evaluation === bestEvaluation(report);
    const scores = [trainLoss, validationLoss, ...evaluation.scores].map(decimals);
    return html`<tr class="${isBest ? "best" : ""}">${numberCells([shortEpoch(epoch), step, ...scores])}<td>${isBest ? "★" : ""}</td></tr>`;
  });
  const { epoch, step, trainLoss, validationLoss } = words;
  const headings = scoreHeadings(report, words);
  return table([epoch, step, trainLoss, validationLoss, ...headings, ""], lines);
}

function classTable({ report: { labels }, words, truth, prediction }: Scored): Html {
  const { classes, macro, weighted } = classAverages(truth, prediction, labels.length);
  const line = (name: string, { precision, recall, f1, support }: ClassScores): Html =>
    html`<tr><td>${name}</td>${numberCells([...[precision, recall, f1].map(decimals), support])}</tr>`;
  return table(
    [words.label, words.precision, words.recall, words.f1, words.support],
    [
      ...classes.map((score, index) => line(labels[index] ?? "", score)),
      line(words.macroAverage, macro),
      line(words.weightedAverage, weighted),
    ],
  );
}

function confusionTable({ report: { labels }, words, truth, prediction }: Scored): Html {
  const lines = confusionMatrix(truth, prediction, labels.length).map((counts, index) => {
    const support = counts.reduce((sum, value) => sum + value, 0);
    // The shade of a cell is its share of the line.
    const cells = counts.map((value, column) => {
      const shade = support === 0 ? 0 : Math.round((value / support) * 100);
      const kind = column === index ? "right" : "wrong";
      return html`<td class="number ${kind}" style="--share:${shade}%">${value}</td>`;
    });
    return html`<tr><th scope="row">${labels[index] ?? ""}</th>${cells}</tr>`;
  });
  return html`${table([`${words.truth} \\ ${words.predicted}`, ...labels], lines)}<p class="note">${words.rowsAreTruth}</p>`;
}

/** The mistakes with the highest probability: labels to check, or what the model misreads. */
function worstTable({ report: { rows, labels }, words }: Scored): Html {
  const sureness = ({ prediction, probabilities }: ReportRow): number =>
    probabilities[labels.indexOf(prediction)] ?? 0;
  const worst = rows
    .filter(({ truth, prediction }) => truth !== prediction)
    .sort((a, b) => sureness(b) - sureness(a))
    .slice(0, worstCount);
  if (worst.length === 0) return html`<p>${words.noErrors}</p>`;
  const lines = worst.map(
    (row) =>
      html`<tr>${numberCells([row.row])}<td class="text">${row.text}</td><td>${row.truth}</td><td>${row.prediction}</td>${numberCells([decimals(sureness(row))])}</tr>`,
  );
  return table([words.row, words.text, words.truth, words.predicted, words.probability], lines);
}

function recipeTable({ report: { recipe }, words }: Scored): Html {
  const shown = (value: Json): string => {
    if (value === null) return words.undecided;
    return typeof value === "string" ? value : JSON.stringify(value);
  };
  const lines = Object.entries(recipe).map(
    ([name, value]) => html`<tr><td><code>${name}</code></td><td>${shown(value)}</td></tr>`,
  );
  return table([words.setting, words.value], lines);
}
