import { availableParallelism } from "node:os";
import { join } from "node:path";
import { BerthError, chainLine, elementCount, type JsonObject } from "../base/index.js";
import type { Finding } from "../checking/index.js";
import { checkModelDirectory, readConfig, resolveModel } from "../directory/index.js";
import { chooseEngine, choosePrecision, type Precision } from "../engine/index.js";
import {
  type BertArchitecture,
  bertArchitecture,
  embeddingTables,
  type HeadSettings,
  parseFrozen,
  type TaskModel,
} from "../models/index.js";
import { requireVocabulary, type TaskKind, vocabularyNote } from "../prediction/index.js";
import type { CleaningPipeline } from "../records/index.js";
import {
  classWeights,
  type EncodedRows,
  type FeatureColumn,
  featureNote,
  featureWidth,
  fitFeatures,
  lengthPercentile,
  withFeatures,
} from "../tasks/index.js";
import { loadTokenizer, type Tokenizer } from "../tokenizer/index.js";
import type { AugmentingSettings } from "./augmented-rows.js";
import { effectiveRDrop } from "./effective-r-drop.js";
import { firstWeights } from "./first-weights.js";
import { type LabelBalance, labelBalance } from "./label-balance.js";
import { withNewPooler } from "./new-pooler.js";
import type { Recipe, ResolvedRecipe } from "./recipe.js";
import { recipeCleaning, uncleanedNotes } from "./recipe-cleaning.js";
import { resolveRecipe } from "./recipe-defaults.js";
import { requireOwnLayers } from "./require-own-layers.js";
import { requireSoundData } from "./require-sound-data.js";
import { reseededRecipe } from "./reseeded-recipe.js";
import { revisionNote } from "./revision-note.js";
import {
  checkNotes,
  columnNames,
  fileNotes,
  type RunData,
  type RunPart,
  readRunData,
} from "./run-data.js";
import { planSteps, type StepPlan, withPlannedEpochs } from "./step-plan.js";
import { type VocabularyRows, vocabularyRows } from "./vocabulary-rows.js";

/** The rows of a part, encoded. Token ids are rows of the run's small embedding table. */
export interface EncodedPart extends RunPart, Pick<EncodedRows, "examples" | "references"> {}

/** Whom a preparation tells and heeds. */
export type PreparationListener = Pick<AugmentingSettings, "onMade" | "signal">;

/** A run with everything read, checked and decided, before the first step. */
export interface PreparedRun extends LabelBalance {
  readonly recipe: ResolvedRecipe;
  /** What is learnt. */
  readonly kind: TaskKind;
  readonly notes: readonly string[];
  /** What the check of the data found. */
  readonly findings: readonly Finding[];
  readonly labels: readonly string[];
  readonly classWeights: readonly number[] | undefined;
  /** Examples of every training row, which stay together in a batch. */
  readonly examplesPerRow: number;
  /** Precision of the evaluations; that of the steps is in the recipe. */
  readonly evaluationPrecision: Precision;
  readonly plan: StepPlan;
  readonly train: EncodedPart;
  readonly validation: EncodedPart;
  readonly test: EncodedPart | undefined;
  readonly tokenizer: Tokenizer;
  /** What was done to the data, where something was. */
  readonly cleaning: CleaningPipeline | undefined;
  readonly baseConfig: JsonObject;
  /** Columns that the head reads beside the text. */
  readonly features: readonly FeatureColumn[];
  /** The whole model, as it will be saved. */
  readonly model: TaskModel;
  /** The model that is trained: its word table holds the rows that occur. */
  readonly smallModel: TaskModel;
  readonly vocabulary: VocabularyRows;
  /**
   * First values of all parameters of the whole model. Once they are handed over to the step worker, only
   * the word table is left here.
   */
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * Reads data and model and decides every setting.
 *
 * @param listener - who is told of rows that are made, and what stops the work
 * @throws the codes of the readers, the task and the model: every fault of the user's is found here; the
 *   reason of a signal
 */
export async function prepareRun(
  recipe: Recipe,
  { onMade, signal }: PreparationListener = {},
): Promise<PreparedRun> {
  const { directory, commit } = await resolveModel(recipe.model, { revision: recipe.revision });
  await checkModelDirectory(directory);
  const baseConfig = await readConfig(directory);
  const architecture = bertArchitecture(baseConfig, {
    encoderLayers: recipe.encoderLayers,
    source: join(directory, "config.json"),
  });
  requireOwnLayers(recipe, architecture);
  const { lowerCase } = recipe;
  const tokenizer = await loadTokenizer(directory, lowerCase === undefined ? {} : { lowerCase });
  requireVocabulary(directory, tokenizer, architecture);
  const cleaning = await recipeCleaning(recipe);
  const validationSplit = recipe.validationSplit ?? 0.1;
  const splitSeed = recipe.splitSeed ?? recipe.seed ?? 42;
  const defaults = { validationSplit, seed: splitSeed, onMade, signal };
  const data = await readRunData(recipe, defaults, cleaning);
  signal?.throwIfAborted();
  requireSoundData(data.findings, recipe);
  const { kind } = data;
  const settings = await decideSettings(
    { ...recipe, revision: commit },
    architecture,
    data,
    tokenizer,
  );
  const { recipe: decided } = settings;
  if (decided.featureColumns !== null && !kind.readsFeatures) throw featuresUnfit(kind.task.name);
  const features = await fitFeatures(decided.featureColumns ?? [], data.train);
  const head = headOf(decided, kind, featureWidth(features));
  const model = kind.define(architecture, head, data.labels);
  const { labels } = data;
  const balance = labelBalance(kind.task, decided, settings.train.examples, labels.length);
  const { weights, drawsPooler, notes } = await firstWeights(
    directory,
    { ...balance, model, baseConfig, labels, features },
    decided,
  );
  const { layerCount } = architecture;
  const frozen = withNewPooler(decided, { drawsPooler, layerCount });
  const { recipe: resolved, notes: rDropNotes } = effectiveRDrop(
    { ...decided, freeze: frozen.freeze },
    architecture,
  );
  signal?.throwIfAborted();
  const parts = await encodeParts(data, settings.train, tokenizer, { ...resolved, features });
  const { examples } = parts.train;
  const examplesPerRow = kind.task.examplesPerRow?.(data.labels) ?? 1;
  const { small, vocabulary } = smallVocabulary(parts, tokenizer, resolved, architecture);
  const plan = planSteps(resolved, examples.length / examplesPerRow, frozen.probed);
  return {
    recipe: withPlannedEpochs(resolved, plan),
    kind,
    notes: [
      ...fileNotes(data),
      ...data.train.columns.notes,
      ...data.notes,
      ...checkNotes(data),
      ...uncleanedNotes(directory, cleaning),
      tokenizer.note ?? "",
      vocabularyNote(directory, tokenizer, architecture),
      ...notes,
      revisionNote(recipe, commit),
      ...frozen.notes,
      ...rDropNotes,
      // What is so of all files is told once.
      ...new Set(parts.notes),
      ...features.map(featureNote),
      ...settings.notes,
    ].filter((line) => line !== ""),
    findings: data.findings,
    labels: data.labels,
    classWeights:
      resolved.classWeights === null || data.classCounts === undefined
        ? undefined
        : classWeights(resolved.classWeights, data.classCounts),
    ...balance,
    examplesPerRow,
    evaluationPrecision: await choosePrecision(recipe.precision ?? "auto", {
      engine: resolved.engine,
      purpose: "inference",
    }),
    plan,
    ...small,
    tokenizer,
    cleaning,
    baseConfig,
    features,
    model,
    smallModel: kind.define(
      { ...architecture, vocabularySize: vocabulary.ids.length },
      head,
      data.labels,
    ),
    vocabulary,
    weights,
  };
}

/**
 * The same run with another seed, in a directory of its own: data and settings stay, new weights, row order
 * and dropout are drawn anew.
 */
export async function reseededRun(
  run: PreparedRun,
  own: Pick<ResolvedRecipe, "seed" | "output">,
): Promise<PreparedRun> {
  const recipe = reseededRecipe(run.recipe, own);
  const { directory } = await resolveModel(recipe.model, {
    ...(recipe.revision === null ? {} : { revision: recipe.revision }),
  });
  const { weights } = await firstWeights(directory, run, recipe);
  return { ...run, recipe, weights };
}

interface Settings {
  readonly recipe: ResolvedRecipe;
  readonly notes: readonly string[];
  /** The training rows, cut at the model's positions or the given length. */
  readonly train: EncodedRows;
}

async function decideSettings(
  recipe: Recipe,
  { hiddenSize, layerCount, positionCount: positions }: BertArchitecture,
  { kind: { task }, train, labels }: RunData,
  tokenizer: Tokenizer,
): Promise<Settings> {
  const cut = Math.min(recipe.maxLength ?? task.maxLength ?? positions, positions);
  const encoded = await task.encode(train, labels, tokenizer, {
    ...recipe,
    maxLength: cut,
    forTraining: true,
  });
  if (encoded.examples.length === 0) throw examplesMissing(train.table.file, encoded.notes);
  const lengths = textLengths(encoded.examples);
  const { name: engine, device } = await chooseEngine({
    engine: recipe.engine ?? "auto",
    device: recipe.device ?? "auto",
  });
  const purpose = "training";
  const facts = {
    trainRows:
      recipe.truncation === "windows"
        ? train.rows.length
        : encoded.examples.length / (task.examplesPerRow?.(labels) ?? 1),
    task,
    hiddenSize,
    layerCount,
    positions,
    lengthPercentile99: lengthPercentile(lengths, 0.99),
    threads: availableParallelism(),
    engine,
    device,
    precision: await choosePrecision(recipe.precision ?? "auto", { engine, purpose }),
  };
  const named = { ...recipe, ...columnNames(train) };
  return { ...resolveRecipe(named, facts), train: encoded };
}

/** Tokens of the texts, of one that is read in windows those of its longest. */
function textLengths(examples: EncodedRows["examples"]): number[] {
  const longest = new Map<number, number>();
  const lengths: number[] = [];
  for (const { row, weight = 1, tokenIds } of examples) {
    if (weight === 1) lengths.push(tokenIds.length);
    else longest.set(row, Math.max(longest.get(row) ?? 0, tokenIds.length));
  }
  return [...lengths, ...longest.values()];
}

/** @throws SETTING_UNFIT when the task has no such head */
function headOf(
  { task, head, headHidden, headDropout, labelAllTokens, maxLength }: ResolvedRecipe,
  { heads = ["linear"] }: TaskKind,
  features: number,
): HeadSettings {
  if (!heads.includes(head)) {
    throw new BerthError(
      "SETTING_UNFIT",
      `--head: the task ${task} has the heads ${heads.join(", ")}; ${head} came. Use one of them.`,
      { task, head, heads },
    );
  }
  if (head === "crf" && labelAllTokens) {
    throw new BerthError(
      "SETTING_UNFIT",
      "--label-all-tokens: a CRF labels words, by their first tokens. Leave it out, or use --head linear.",
      { task, head },
    );
  }
  if (head === "crf" && maxLength > chainLine) {
    throw new BerthError(
      "SETTING_UNFIT",
      `--max-length: a CRF takes at most ${chainLine} tokens; ${maxLength} came. Use --max-length ${chainLine} or less, or --head linear.`,
      { task, head, maxLength },
    );
  }
  const told = features === 0 ? {} : { features };
  if (head === "crf") return { kind: "crf" };
  return head === "mlp"
    ? { kind: "mlp", hidden: headHidden, dropout: headDropout ?? 0, ...told }
    : { kind: head, ...told };
}

/** @param notes - what was left out, with the name of the file */
function examplesMissing(file: string, notes: readonly string[]): BerthError {
  const why = notes.length === 0 ? "" : ` (${notes.join("; ")})`;
  const message = `${file}: no row is left to learn from${why}. Correct the rows: berth data check ${file} shows what is wrong with them.`;
  return new BerthError("EXAMPLES_MISSING", message, { file });
}

function featuresUnfit(task: string): BerthError {
  const message = `--feature-columns: the task ${task} reads no columns beside its texts. Leave it out.`;
  return new BerthError("SETTING_UNFIT", message, { task, setting: "featureColumns" });
}

interface Parts {
  readonly train: EncodedPart;
  readonly validation: EncodedPart;
  readonly test: EncodedPart | undefined;
}

async function encodeParts(
  { kind: { task }, train, validation, test, labels }: RunData,
  encodedTrain: EncodedRows,
  tokenizer: Tokenizer,
  { features, ...recipe }: ResolvedRecipe & { readonly features: readonly FeatureColumn[] },
): Promise<Parts & { readonly notes: readonly string[] }> {
  const notes: string[] = [];
  const told = async (part: RunPart, { examples, references, notes: found }: EncodedRows) => {
    notes.push(...found);
    return { ...part, examples: await withFeatures(examples, features, part), references };
  };
  const encode = async (part: RunPart, forTraining = false): Promise<EncodedPart> =>
    told(part, await task.encode(part, labels, tokenizer, { ...recipe, forTraining }));
  const fits = encodedTrain.examples.every(({ tokenIds }) => tokenIds.length <= recipe.maxLength);
  return {
    train: fits ? await told(train, encodedTrain) : await encode(train, true),
    validation: await encode(validation),
    test: test && (await encode(test)),
    notes,
  };
}

/**
 * Renumbers the tokens of all parts by the small word table. Where decay goes through the gradient
 * every row of a trained table moves, so the table holds the whole vocabulary.
 */
function smallVocabulary(
  parts: Parts,
  { specialIds }: Tokenizer,
  { optimizer, weightDecay, freeze }: ResolvedRecipe,
  architecture: BertArchitecture,
): { readonly small: Parts; readonly vocabulary: VocabularyRows } {
  const { train, validation, test } = parts;
  const isTrained = !parseFrozen(freeze ?? undefined, architecture).embeddings;
  const movesAll = isTrained && optimizer !== "adamw" && weightDecay > 0;
  const kept = movesAll ? Array.from({ length: architecture.vocabularySize }, (_, id) => id) : [];
  const used = [train, validation, ...(test ? [test] : [])].flatMap(({ examples }) => examples);
  const vocabulary = vocabularyRows(used, [...Object.values(specialIds), ...kept]);
  const renumber = (part: EncodedPart): EncodedPart => ({
    ...part,
    examples: part.examples.map(vocabulary.renumber),
  });
  return {
    small: {
      train: renumber(train),
      validation: renumber(validation),
      test: test && renumber(test),
    },
    vocabulary,
  };
}

/** The weights of the small model out of those of the whole one. */
export function smallWeights(
  run: PreparedRun,
  whole: ReadonlyMap<string, Float32Array>,
): ReadonlyMap<string, Float32Array> {
  const { embeddingSize } = run.model.architecture;
  const word = whole.get(embeddingTables.word) ?? new Float32Array(0);
  return new Map([...whole, [embeddingTables.word, run.vocabulary.gather(word, embeddingSize)]]);
}

/** Number of rows that have an example: a row may have several. */
export function rowCount({ examples }: Pick<EncodedRows, "examples">): number {
  return new Set(examples.map(({ row }) => row)).size;
}

/** Number of values in the parameters of a model. */
export function parameterCount({ parameters }: Pick<TaskModel, "parameters">): number {
  return parameters.reduce((sum, { shape }) => sum + elementCount(shape), 0);
}
