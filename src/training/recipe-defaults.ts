import { BerthError, nearest } from "../base/index.js";
import type { Device, EngineName, Precision } from "../engine/index.js";
import { readLength } from "../prediction/index.js";
import type { Task, TaskName } from "../tasks/index.js";
import { decideAugmentation } from "./augmentation-defaults.js";
import { decideFrozen } from "./frozen-defaults.js";
import { withoutIdle } from "./idle-settings.js";
import type { Recipe, ResolvedRecipe } from "./recipe.js";
import { requireFitting, requirePartners } from "./require-fitting.js";

/** What the defaults depend on. */
export interface RecipeFacts {
  readonly task: Pick<
    Task,
    | "name"
    | "metrics"
    | "countClasses"
    | "hasLabelSets"
    | "maxLength"
    | "readsPlaces"
    | "truncations"
  >;
  /** Rows that are trained on: after `maxTrainSamples`, without the validation rows. */
  readonly trainRows: number;
  readonly hiddenSize: number;
  readonly layerCount: number;
  /** Longest sequence that the model has positions for, in tokens. */
  readonly positions: number;
  /** 99th percentile of the training texts' lengths, in tokens with special ones. */
  readonly lengthPercentile99: number;
  /** Threads that the engine would use by itself. */
  readonly threads: number;
  /** The engine that was found, and what it computes on. */
  readonly engine: EngineName;
  readonly device: Device;
  /** Of the training steps. */
  readonly precision: Precision;
}

/** Defaults that depend on nothing. */
const constants = {
  validation: null,
  groupBy: null,
  test: null,
  augment: null,
  strict: false,
  textColumn: null,
  labelColumn: null,
  textPairColumn: null,
  labelNames: null,
  featureColumns: null,
  nBest: null,
  maxAnswerLength: null,
  preset: null,
  cleaning: null,
  splitSeed: null,
  maxTrainSamples: null,
  format: null,
  delimiter: null,
  quote: null,
  header: null,
  encoding: null,
  lowerCase: null,
  revision: null,
  labelAllTokens: false,
  documentContext: false,
  freeze: null,
  reinitLayers: 0,
  focalGamma: 0,
  rDrop: 0,
  mixup: 0,
  groupByLength: false,
  lrScheduler: "linear",
  optimizer: "adamw",
  weightDecay: 0.01,
  maxGradNorm: 1,
  classWeights: null,
  posWeight: null,
  threshold: 0.5,
  calibrate: false,
  labelSmoothing: 0,
  seed: 42,
  evalSteps: null,
  saveSteps: null,
  loggingSteps: 50,
  show: 0,
} as const satisfies Partial<ResolvedRecipe>;

type Constant = keyof typeof constants;

function givenOrConstant(recipe: Recipe): Pick<ResolvedRecipe, Constant> {
  const names = Object.keys(constants) as Constant[];
  const values = names.map((name) => [name, recipe[name] ?? constants[name]]);
  return Object.fromEntries(values);
}

/**
 * Decides every setting that a recipe leaves open.
 *
 * @returns the recipe, and a sentence for each decision that depended on the data or the model and
 *   for each setting that has no effect
 * @throws SEQUENCE_TOO_LONG when `maxLength` is above the model's positions
 * @throws SETTING_UNFIT when an option does not go with the task
 *
 * @example
 * const { recipe, notes } = resolveRecipe({ train: "a.csv", model: "bert", output: "run" }, facts);
 */
export function resolveRecipe(
  given: Recipe,
  facts: RecipeFacts,
): { recipe: ResolvedRecipe; notes: string[] } {
  requireFitting(given, { task: facts.task.name, layerCount: facts.layerCount });
  const { recipe, notes: idle } = withoutIdle(given, facts.task);
  const notes = [...idle];
  const note = (sentence: string): void => {
    notes.push(sentence);
  };
  const truncation = decideTruncation(recipe, facts.task);
  const batch = decideBatch(recipe, facts, note);
  requirePartners(recipe, batch);
  const resolved: ResolvedRecipe = {
    train: recipe.train,
    model: recipe.model,
    output: recipe.output,
    ...givenOrConstant(recipe),
    task: facts.task.name as TaskName,
    metricForBestModel: decideMetric(recipe, facts.task),
    validationSplit: decideSplit(recipe, note),
    ...decideAugmentation(recipe, note),
    truncation,
    stride: decideStride(recipe, facts.task, truncation, note),
    maxLength: decideMaxLength(recipe, facts, note),
    encoderLayers: recipe.encoderLayers ?? facts.layerCount,
    ...decideFrozen(recipe, facts.layerCount, note),
    ...decideHead(recipe, note),
    ...decideLength(recipe, facts, batch, note),
    ...batch,
    learningRate: decideRate(recipe, facts, note),
    ...decideWarmup(recipe, note),
    engine: facts.engine,
    device: facts.device,
    precision: facts.precision,
    threads: recipe.threads ?? facts.threads,
  };
  return { recipe: resolved, notes };
}

type Note = (sentence: string) => void;

const count = (value: number): string => value.toLocaleString("en-US");

function decideSplit({ validation, validationSplit, groupBy }: Recipe, note: Note): number {
  if (validation === undefined) return validationSplit ?? 0.1;
  if (groupBy !== undefined) {
    note(`--group-by has no effect: ${validation} is the validation data`);
  }
  if (validationSplit !== undefined) {
    note(`--validation-split has no effect: ${validation} is the validation data`);
  }
  return 0;
}

/** @throws SETTING_UNFIT when the task does not read long texts in this way */
function decideTruncation(
  { truncation, textPairColumn }: Recipe,
  { name: task, truncations }: RecipeFacts["task"],
): ResolvedRecipe["truncation"] {
  if (truncation === undefined) return truncations?.[0] ?? null;
  const readsPair = textPairColumn !== undefined && truncation !== "head";
  if (truncations?.includes(truncation) && !readsPair) return truncation;
  const reason = readsPair
    ? "is for single texts; of a pair that is too long, the longer text is cut"
    : `the task ${task} ${truncations ? `takes ${truncations.join(", ")}` : "has its own way to read long texts"}`;
  throw new BerthError("SETTING_UNFIT", `--truncation ${truncation}: ${reason}. Leave it out.`, {
    task,
    setting: "truncation",
    truncation,
  });
}

/** Windows alone share tokens. */
function decideStride(
  { stride }: Recipe,
  { name: task, readsPlaces }: RecipeFacts["task"],
  truncation: ResolvedRecipe["truncation"],
  note: Note,
): number | null {
  if (stride === undefined) return null;
  if (readsPlaces || truncation === "windows") return stride;
  note(
    `--stride has no effect: ${task} reads no windows${truncation === null ? "" : ` with --truncation ${truncation}`}`,
  );
  return null;
}

function decideMaxLength(recipe: Recipe, facts: RecipeFacts, note: Note): number {
  const { maxLength } = recipe;
  const { positions, lengthPercentile99 } = facts;
  if (maxLength !== undefined) return readLength(maxLength, { maxLength, positions });
  if (facts.task.maxLength !== undefined) return Math.min(positions, facts.task.maxLength);
  const length = Math.ceil(lengthPercentile99);
  const decided = Math.min(positions, length, 256);
  note(
    decided === length
      ? `max length ${decided}: 99 % of the training texts are no longer`
      : `max length ${decided}: the most that Berth takes by itself; ${fateOfLongTexts(recipe, facts)}`,
  );
  return decided;
}

/** What becomes of texts beyond the length. */
function fateOfLongTexts({ truncation }: Recipe, { task }: RecipeFacts): string {
  if (task.readsPlaces || truncation === "windows") return "some texts are read in windows";
  return truncation === "head-tail" ? "of some texts head and tail are read" : "some texts are cut";
}

/** @throws METRIC_UNKNOWN when the task has no such score */
function decideMetric(
  { metricForBestModel: metric }: Recipe,
  { name: task, metrics }: RecipeFacts["task"],
): string {
  if (metric === undefined) return metrics[0] ?? "loss";
  if (metrics.includes(metric)) return metric;
  const near = nearest(metric, metrics);
  const advice = near === undefined ? "" : `. Did you mean "${near}"?`;
  throw new BerthError(
    "METRIC_UNKNOWN",
    `--metric-for-best-model: must be a score of ${task} (${metrics.join(", ")}); "${metric}" came${advice}`,
    { metric, task, metrics },
  );
}

function decideHead(
  { head, headHidden, headDropout }: Recipe,
  note: Note,
): Pick<ResolvedRecipe, "head" | "headHidden" | "headDropout"> {
  if (head === "mlp" || (head === undefined && headHidden !== undefined)) {
    return { head: "mlp", headHidden: headHidden ?? [512], headDropout: headDropout ?? 0.1 };
  }
  if (headHidden !== undefined) note("--head-hidden has no effect: the head is no mlp");
  if (headDropout !== undefined) note("--head-dropout has no effect: the head is no mlp");
  return { head: head ?? "linear", headHidden: [], headDropout: null };
}

function decideBatch(
  { batchSize, gradientAccumulation = 1 }: Recipe,
  { trainRows }: RecipeFacts,
  note: Note,
): Pick<ResolvedRecipe, "batchSize" | "gradientAccumulation"> {
  if (batchSize !== undefined) return { batchSize, gradientAccumulation };
  const rowsOfStep = trainRows < 10_000 ? 16 : 32;
  const decided = Math.max(1, Math.round(rowsOfStep / gradientAccumulation));
  note(`batch size ${decided}: ${count(trainRows)} training rows`);
  return { batchSize: decided, gradientAccumulation };
}

function defaultEpochs(trainRows: number): number {
  if (trainRows < 2_000) return 10;
  if (trainRows < 10_000) return 5;
  return trainRows <= 100_000 ? 3 : 2;
}

/** How long to train: `epochs` or `maxSteps`, and when to stop early. */
function decideLength(
  { epochs, maxSteps, earlyStopping }: Recipe,
  { trainRows }: RecipeFacts,
  { batchSize, gradientAccumulation }: Pick<ResolvedRecipe, "batchSize" | "gradientAccumulation">,
  note: Note,
): Pick<ResolvedRecipe, "epochs" | "maxSteps" | "earlyStopping"> {
  if (maxSteps !== undefined) {
    if (epochs !== undefined) note(`--epochs has no effect: --max-steps ${maxSteps} is the length`);
    const stepsPerEpoch = Math.ceil(trainRows / (batchSize * gradientAccumulation));
    const needed = Math.ceil(maxSteps / stepsPerEpoch);
    return { epochs: needed, maxSteps, earlyStopping: earlyStopping ?? 0 };
  }
  if (epochs !== undefined) return { epochs, maxSteps: null, earlyStopping: earlyStopping ?? 0 };
  const decided = defaultEpochs(trainRows);
  note(`epochs ${decided}: ${count(trainRows)} training rows`);
  const patience = earlyStopping ?? (decided > 3 ? 3 : 0);
  if (earlyStopping === undefined && patience > 0) {
    note(`early stopping: ends after ${patience} evaluations without a better score`);
  }
  return { epochs: decided, maxSteps: null, earlyStopping: patience };
}

function decideRate({ learningRate, freeze }: Recipe, facts: RecipeFacts, note: Note): number {
  if (learningRate !== undefined) return learningRate;
  const parts = freeze?.split(",") ?? [];
  if (parts.includes("encoder")) {
    note("learning rate 1e-3: the encoder is frozen");
    return 1e-3;
  }
  const rate = rateOfSize(facts.hiddenSize);
  note(`learning rate ${rate.toExponential()}: hidden size ${facts.hiddenSize}`);
  return rate;
}

function rateOfSize(hiddenSize: number): number {
  if (hiddenSize >= 1024) return 2e-5;
  if (hiddenSize >= 768) return 3e-5;
  return hiddenSize > 256 ? 5e-5 : 2e-4;
}

function decideWarmup(
  { warmupRatio, warmupSteps }: Recipe,
  note: Note,
): Pick<ResolvedRecipe, "warmupRatio" | "warmupSteps"> {
  if (warmupSteps === undefined) return { warmupRatio: warmupRatio ?? 0.1, warmupSteps: null };
  if (warmupRatio !== undefined) {
    note(`--warmup-ratio has no effect: --warmup-steps ${warmupSteps} is the warm-up`);
  }
  // As in Hugging Face's newer releases: steps below 1 are a share of all steps.
  return warmupSteps > 0 && warmupSteps < 1
    ? { warmupRatio: warmupSteps, warmupSteps: null }
    : { warmupRatio: 0, warmupSteps };
}
