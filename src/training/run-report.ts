import { basename, join, resolve } from "node:path";
import type { JsonObject } from "../base/index.js";
import { modelCard, writeFileAtomic } from "../directory/index.js";
import { recordOf, textPart } from "../records/index.js";
import { temperatureOf } from "../tasks/index.js";
import { cardInput } from "./card-input.js";
import { cardReading } from "./card-reading.js";
import { evaluatedRows } from "./evaluated-rows.js";
import type { Assessment } from "./evaluation.js";
import type { Scores } from "./events.js";
import { type PreparedRun, rowCount } from "./prepared-run.js";
import { type RunReport, reportHtml } from "./report-html.js";
import { textOf } from "./run-data.js";
import { isEvaluationLine, isStepLine } from "./run-log.js";

/** The one class of transformers for our heads that transformers.js does not have, nor another that reads its weights. */
const classWithoutScript = "AlbertForTokenClassification";

/** Settings of a recipe that the model card lists: those that shaped the weights. */
const shaping: readonly (keyof PreparedRun["recipe"])[] = [
  "epochs",
  "maxSteps",
  "batchSize",
  "gradientAccumulation",
  "groupByLength",
  "learningRate",
  "llrd",
  "reinitLayers",
  "focalGamma",
  "rDrop",
  "mixup",
  "lrScheduler",
  "warmupRatio",
  "warmupSteps",
  "optimizer",
  "weightDecay",
  "maxGradNorm",
  "classWeights",
  "posWeight",
  "labelSmoothing",
  "calibrate",
  "freeze",
  "frozenDropout",
  "linearProbeFirst",
  "linearProbeRate",
  "head",
  "headHidden",
  "truncation",
  "featureColumns",
  "augment",
  "augmentRate",
  "augmentRows",
  "seed",
];

/** Writes the model card, `README.md`. */
export async function writeModelCard(run: PreparedRun, metrics: Scores): Promise<void> {
  const { recipe, labels, train, validation, test } = run;
  const settings = shaping
    .filter((name) => recipe[name] !== null)
    .filter((name) => name !== "warmupRatio" || recipe.warmupSteps === null)
    .map((name) => [name, recipe[name]] as const);
  const reading = cardReading(run, metrics);
  const card = modelCard({
    name: basename(resolve(recipe.output)),
    baseModel: recipe.revision === null ? basename(resolve(recipe.model)) : recipe.model,
    rows: {
      train: labelledRows(train),
      validation: rowCount(validation),
      test: test ? rowCount(test) : 0,
    },
    maxLength: recipe.maxLength,
    truncation: recipe.truncation ?? undefined,
    cleaning:
      run.cleaning === undefined ? [] : textPart(run.cleaning).steps.map(({ step }) => step),
    settings: Object.fromEntries(settings),
    metrics,
    features: run.features.map(({ column }) => column),
    reads: cardInput(run),
    givesNumber: run.kind.task.name === "regression",
    hasStandardHead: run.model.huggingFaceClass !== undefined,
    hasScriptClass: run.model.huggingFaceClass !== classWithoutScript,
    ...(reading !== undefined && { reading }),
    pipelineTag: run.kind.pipelineTag,
    labels,
    purpose: run.kind.purpose,
    shownMetrics: run.kind.task.shownMetrics,
  });
  await writeFileAtomic(join(recipe.output, "README.md"), card);
}

/** Rows of the file that were learnt from: those that were made of them are not counted. */
function labelledRows({ table, examples }: PreparedRun["train"]): number {
  return new Set(examples.map(({ row }) => recordOf(table, row))).size;
}

/** Writes `report.html`. */
export async function writeReport(
  run: PreparedRun,
  lines: readonly JsonObject[],
  validation: Assessment,
): Promise<void> {
  const { recipe, labels, kind } = run;
  const { task } = kind;
  const at = (line: JsonObject, key: string): number => Number(line[key]);
  const page = reportHtml({
    title: basename(resolve(recipe.output)),
    recipe,
    findings: run.findings,
    evaluations: lines.filter(isEvaluationLine).map((line) => ({
      epoch: at(line, "epoch"),
      step: at(line, "step"),
      trainLoss: at(line, "train_loss"),
      validationLoss: at(line, "eval_loss"),
      scores: Object.keys(task.shownMetrics).map((name) => at(line, `eval_${name}`)),
      best: line["best"] === true,
    })),
    steps: lines
      .filter(isStepLine)
      .map((line) => ({ step: at(line, "step"), loss: at(line, "loss") })),
    labels,
    scoreNames: task.shownMetrics,
    calibration: calibrationOf(validation),
    details: task.report(validation.outputs),
    rows: evaluatedRows(task, validation.outputs, (index) => {
      const row = run.validation.rows[index] ?? 0;
      return { row: recordOf(run.validation.table, row) + 1, text: textOf(run.validation, row) };
    }),
  });
  await writeFileAtomic(join(recipe.output, "report.html"), page);
}

/** What calibration did, where it was asked for. */
function calibrationOf({ outputs: { tuned }, scores }: Assessment): RunReport["calibration"] {
  const temperature = temperatureOf(tuned);
  if (temperature === undefined) return undefined;
  const { ece_before: before = Number.NaN, ece: after = Number.NaN } = scores;
  return { temperature, before, after };
}
