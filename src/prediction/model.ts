import { availableParallelism } from "node:os";
import {
  BerthError,
  checkList,
  checkOptions,
  type Example,
  type JsonObject,
  type TensorData,
} from "../base/index.js";
import { resolveModel } from "../directory/index.js";
import {
  chooseEngine,
  choosePrecision,
  type Device,
  type Engine,
  type EngineName,
  type Precision,
} from "../engine/index.js";
import type { Table } from "../records/index.js";
import {
  type Answer,
  type ChoiceQuestion,
  type ClassScore,
  choiceNames,
  choiceTexts,
  decodeClassification,
  type FeatureColumn,
  type FoundEntity,
  type FoundToken,
  joinOutputs,
  type Question,
  sequenceTasks,
  type TaskName,
  temperatureOf,
  textExamples,
  textLogits,
  type WordedText,
  withFeatures,
} from "../tasks/index.js";
import type { TextInput, Tokenizer } from "../tokenizer/index.js";
import { type AnswerOptions, predictAnswers } from "./answer-predictions.js";
import { type EncoderOutputs, encoderOutputs } from "./encoder-outputs.js";
import { decodingWeights, type EntityOptions, entityPredictions } from "./entity-predictions.js";
import { exampleOutputs } from "./example-outputs.js";
import { type FilledText, type FillMaskOptions, fillMasks } from "./fill-mask.js";
import type { BoundBatch } from "./forward-program.js";
import { lazyPrograms } from "./lazy-programs.js";
import { type MaskedLanguage, openMaskedLanguage } from "./masked-language.js";
import {
  answerRules,
  encodeRules,
  entityRules,
  fillMaskRules,
  loadRules,
  predictRules,
} from "./option-rules.js";
import { readLength } from "./read-length.js";
import { requireChoices } from "./require-choices.js";
import { requireFilledPairs } from "./require-filled-pairs.js";
import { requireHead } from "./require-head.js";
import { sequencePredictions } from "./sequence-predictions.js";
import { readModel, type StoredModel, type WeightsChoice } from "./stored-model.js";

export interface LoadOptions {
  /** Threads of the engine; the machine's cores where absent. */
  readonly threads?: number | undefined;
  /** The runtime that computes: OpenVINO where it is found, else ONNX Runtime, unless it is named. */
  readonly engine?: EngineName | "auto" | undefined;
  readonly device?: Device | "auto" | undefined;
  /** `f32` unless given. */
  readonly precision?: Precision | "auto" | undefined;
  /** Weights of a run: the best by validation (as in the directory's root), or the last ones. */
  readonly weights?: WeightsChoice | undefined;
  /** Branch, tag or commit of a model of the hub; `main` where absent. */
  readonly revision?: string | undefined;
}

export interface PredictOptions {
  /** How many labels for each text, best first; all where absent, or all that hold in a multi-label model. */
  readonly topK?: number;
  readonly scores?: "probabilities" | "logits";
  /** In place of the thresholds of a multi-label model. */
  readonly threshold?: number;
  /** Tokens at which texts are cut; the directory's `model_max_length` where absent. */
  readonly maxLength?: number;
  /** Where the model reads columns beside the text: a table that has them, a row for each text. */
  readonly table?: Table;
  /**
   * Tokens that neighbouring windows share, half of a window at most, where long texts are read in windows; as in
   * training where absent.
   */
  readonly stride?: number;
}

export interface EncodeOptions {
  readonly maxLength?: number;
  /** Length S of the result at least: shorter texts leave zero rows. */
  readonly padTo?: number;
}

/** A model directory, ready to use. */
export interface Model {
  /** What it was trained for. */
  readonly task: TaskName;
  readonly labels: readonly string[];
  /** Cleans texts as they were cleaned for training, before it encodes them. */
  readonly tokenizer: Tokenizer;
  /** Tokens at which texts are cut unless told otherwise. */
  readonly maxLength: number;
  /** Tokens of a text at most: the positions that it has weights for. */
  readonly positions: number;
  /** Whether it was trained on two texts a row; undefined where its directory does not tell, as of models from elsewhere. */
  readonly readsPairs: boolean | undefined;
  /** How rows were encoded for training, where that is to be done again. */
  readonly encoding: StoredModel["encoding"];
  /** Columns that its head reads beside the text. */
  readonly features: readonly FeatureColumn[];
  /** The weights that `outputs` are read with, such as a CRF's, by name. */
  readonly decodingWeights: Readonly<Record<string, Float32Array>>;
  /** What the task decided on the validation rows of the training. */
  readonly tuned: JsonObject | undefined;
  /**
   * Labels and scores for each text, or pair of texts, best first, in Hugging Face's pipeline shape. A
   * regression gives one entry with the number as its score.
   *
   * Probabilities are calibrated where the model was trained with `calibrate`.
   *
   * @throws HEAD_MISSING when the directory holds an encoder without a classification head
   * @throws TASK_UNFIT when the model is of another kind
   * @throws TEXT_EMPTY when a side of a pair has nothing but spaces
   * @throws USAGE for an option that there is not, or a value it cannot take, here and below
   * @throws SEQUENCE_TOO_LONG when `maxLength` is above the model's positions, here and below
   * @throws FEATURES_MISSING, COLUMN_MISSING, FEATURE_NUMBER where it reads columns beside the text
   */
  predict(texts: readonly TextInput[], options?: PredictOptions): Promise<ClassScore[][]>;
  /**
   * The names of each question's choices and their probabilities, best first: the labels of the model, or
   * `choice0`, `choice1`, ... where its config tells none and any number fits.
   *
   * @throws HEAD_MISSING, TASK_UNFIT when the model does not choose
   * @throws CHOICE_COUNT when a question has another number of choices than in training, or fewer than two
   * @throws TEXT_EMPTY when a context or a choice has nothing but spaces
   */
  choose(
    questions: readonly ChoiceQuestion[],
    options?: Pick<PredictOptions, "topK" | "scores" | "maxLength">,
  ): Promise<ClassScore[][]>;
  /**
   * Answers to each question out of its context, best first, in Hugging Face's pipeline shape; none
   * where question or context is empty or the question is too long for a window.
   *
   * @throws HEAD_MISSING, TASK_UNFIT when the model was not trained to answer questions
   * @throws CLEANING_OFFSETS when the model's cleaning moves characters
   */
  answers(questions: readonly Question[], options?: AnswerOptions): Promise<Answer[][]>;
  /**
   * The named entities of each text, in Hugging Face's pipeline shape.
   *
   * @param texts - `{ text, words }` where the words are known, with `[n * 2]` start and end of each, and entities tell theirs (`words`); `{ text, document }`
   *   for a model that learnt with a document's other texts around each (`encoding.documentContext`)
   * @throws HEAD_MISSING when the directory holds an encoder without a head
   * @throws TASK_UNFIT when the model does not label tokens
   * @throws CLEANING_OFFSETS when the model's cleaning moves characters
   *
   * @example
   * const [found] = await model.entities(["Ada lives in Paris"]);
   * // [{ entity_group: "PER", score: 0.99, word: "Ada", start: 0, end: 3 }, ...]
   */
  entities(
    texts: readonly (string | WordedText)[],
    options?: EntityOptions,
  ): Promise<(FoundEntity | FoundToken)[][]>;
  /** `[n, L]` logits of encoded examples, row-major, in their order. */
  logits(examples: readonly Example[]): Promise<Float32Array>;
  /**
   * The logits of each encoded example, in their order: a row, or one for each of its tokens where
   * the task labels tokens.
   */
  outputs(examples: readonly Example[]): Promise<Float32Array[]>;
  /**
   * Words for the gaps of texts, written as the tokenizer's mask token, in Hugging Face's pipeline shape.
   *
   * @throws HEAD_MISSING when the directory holds no masked-language head; MASK_MISSING
   */
  fillMask(texts: readonly string[], options?: FillMaskOptions): Promise<FilledText[]>;
  /** The encoder's outputs for each text, without a head. */
  encode(texts: readonly string[], options?: EncodeOptions): Promise<EncoderOutputs>;
  /** Frees what the engine holds. */
  close(): Promise<void>;
}

/**
 * Loads a model directory for prediction and feature extraction.
 *
 * @param name - a directory in Hugging Face's form, a run of Berth, or the name of a model on the hub,
 *   which is downloaded into Hugging Face's cache where it is not there yet (`resolveModel`)
 * @throws USAGE for an option that there is not, or a value it cannot take
 * @throws MODEL_FILE_MISSING when files are lacking, and the codes of its readers
 *
 * @example
 * const model = await loadModel("runs/tweets");
 * const [[best]] = await model.predict(["what a debate!"]); // { label: "Positive", score: 0.93 }
 * await model.close();
 */
export async function loadModel(name: string, options: LoadOptions = {}): Promise<Model> {
  checkOptions(options, loadRules);
  const { directory } = await resolveModel(name, { revision: options.revision });
  const stored = await readModel(directory, options.weights);
  const { engine: wish = "auto", device = "auto", threads = availableParallelism() } = options;
  const engine = await chooseEngine({ engine: wish, device });
  const purpose = "inference";
  const work = { engine: engine.name, purpose } as const;
  const precision = await choosePrecision(options.precision ?? "auto", work);
  return createModel(engine, stored, { threads, precision }, { name, directory });
}

function createModel(
  engine: Engine,
  stored: StoredModel,
  compute: { readonly threads: number; readonly precision: Precision },
  { name, directory }: { readonly name: string; readonly directory: string },
): Model {
  const { labels, tokenizer } = stored;
  let language: Promise<MaskedLanguage> | undefined;
  const programs = lazyPrograms(engine, stored, compute);
  const examplesOf = async (texts: readonly TextInput[], asked: number | undefined) => {
    const maxLength = readLength(asked, stored);
    const encodings = await tokenizer.encode(texts, { maxLength });
    return encodings.map(({ tokenIds, typeIds }, row): Example => ({ row, tokenIds, typeIds }));
  };
  const outputs = async (examples: readonly Example[]): Promise<Float32Array[]> => {
    requireHead(name, stored);
    const readsFeatures = stored.features.length > 0;
    if (readsFeatures && examples.some(({ features }) => features === undefined)) {
      throw featuresMissing(name, stored);
    }
    if (examples.length === 0) return [];
    const program = await programs.head();
    const run = async (batch: BoundBatch) => (await program.run(batch))["logits"] as TensorData;
    return exampleOutputs(examples, run, stored.model.reads);
  };
  const logits = async (examples: readonly Example[]) => joinOutputs(await outputs(examples));
  return {
    task: stored.task,
    labels,
    outputs,
    tokenizer,
    maxLength: stored.maxLength,
    positions: stored.positions,
    tuned: stored.tuned,
    readsPairs: stored.readsPairs,
    encoding: stored.encoding,
    features: stored.features,
    decodingWeights: decodingWeights(stored),
    logits,
    async entities(texts, options = {}) {
      checkList("texts", texts);
      checkOptions(options, entityRules);
      if (stored.task !== "ner") throw taskUnfit(directory, stored.task, "entities");
      return entityPredictions(texts, stored, outputs, options);
    },
    async predict(texts, given = {}) {
      checkList("texts", texts);
      checkOptions(given, predictRules);
      const { scores = "probabilities", maxLength, stride, table, ...options } = given;
      if (!sequenceTasks.includes(stored.task)) {
        throw taskUnfit(directory, stored.task, "labels of whole texts");
      }
      requireFilledPairs(texts);
      const examples = await textExamples(texts, undefined, tokenizer, {
        ...stored.encoding,
        maxLength: readLength(maxLength, stored),
        stride: stride ?? stored.encoding.stride,
      });
      if (stored.features.length > 0 && table?.rows.length !== texts.length) {
        throw featuresMissing(name, stored);
      }
      const joined = table
        ? await withFeatures(examples, stored.features, {
            table,
            rows: Int32Array.from(texts.keys()),
          })
        : examples;
      const rows = textLogits(joined, await outputs(joined));
      return sequencePredictions(rows, stored, { scores, ...options });
    },
    async choose(questions, options = {}) {
      checkList("questions", questions);
      checkOptions(options, predictRules);
      const { topK, scores = "probabilities", maxLength } = options;
      if (stored.task !== "multiple-choice") throw taskUnfit(directory, stored.task, "choices");
      requireHead(name, stored);
      requireChoices(questions, labels);
      const examples = await examplesOf(questions.flatMap(choiceTexts), maxLength);
      const rows = await logits(examples);
      let next = 0;
      return questions.flatMap(({ choices }) => {
        const own = rows.subarray(next, next + choices.length);
        next += choices.length;
        return decodeClassification(own, choiceNames(labels, choices.length), {
          scores,
          temperature: temperatureOf(stored.tuned),
          ...(topK === undefined ? {} : { topK }),
        });
      });
    },
    async answers(questions, options = {}) {
      checkList("questions", questions);
      checkOptions(options, answerRules);
      if (stored.task !== "qa") throw taskUnfit(directory, stored.task, "answers to questions");
      return predictAnswers(questions, { ...stored, outputs }, options);
    },
    async fillMask(texts, given = {}) {
      checkList("texts", texts);
      checkOptions(given, fillMaskRules);
      const { maxLength: asked, ...options } = given;
      const maxLength = readLength(asked, stored);
      language ??= openMaskedLanguage(directory, { engine, ...compute }).catch((error) => {
        // What did not load is tried again the next time.
        language = undefined;
        throw error;
      });
      const filling = { tokenizer, language: await language };
      return fillMasks(texts, filling, { maxLength, ...options });
    },
    async encode(texts, options = {}) {
      checkList("texts", texts);
      checkOptions(options, encodeRules);
      const { maxLength, padTo = 0 } = options;
      const examples = await examplesOf(texts, maxLength);
      const width = stored.model.architecture.hiddenSize;
      return encoderOutputs(examples, await programs.encoder(), { width, padTo });
    },
    async close() {
      await programs.close();
      const opened = language;
      language = undefined;
      // One that did not load has told so.
      await opened?.then((loaded) => loaded.close()).catch(() => undefined);
    },
  };
}

function taskUnfit(directory: string, task: string, wanted: string): BerthError {
  return new BerthError(
    "TASK_UNFIT",
    `${directory}: this model was trained for the task ${task}; it gives no ${wanted}.`,
    { directory, task },
  );
}

function featuresMissing(
  directory: string,
  { features }: Pick<StoredModel, "features">,
): BerthError {
  const columns = features.map(({ column }) => column);
  return new BerthError(
    "FEATURES_MISSING",
    `${directory}: this model reads the columns ${columns.join(", ")} beside the text, in a row for each text; texts came without. Give a file that has them: berth predict --model ${directory} --data FILE`,
    { directory, columns },
  );
}
