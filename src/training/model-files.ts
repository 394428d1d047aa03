import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { isJsonObject, type JsonObject } from "../base/index.js";
import { modelConfig, readConfig, writeFileAtomic } from "../directory/index.js";
import {
  encoderClass,
  type FileTensor,
  fileTensors,
  layerCountKey,
  type TaskModel,
  tokenizerClass,
} from "../models/index.js";
import { type CleaningPipeline, textPart } from "../records/index.js";
import { type FeatureColumn, pairRole, savedFeatures, type TaskColumns } from "../tasks/index.js";
import type { Tokenizer } from "../tokenizer/index.js";
import { externalDataKeys } from "./onnx-model.js";
import type { ResolvedRecipe } from "./recipe.js";

/** What a model directory is written from, weights apart. */
export interface ModelDescription {
  readonly model: TaskModel;
  readonly labels: readonly string[];
  readonly tokenizer: Tokenizer;
  /** Of which the steps on texts are saved: predictions need them. */
  readonly cleaning: CleaningPipeline | undefined;
  /** `config.json` of the model that the run started from. */
  readonly baseConfig: JsonObject;
  /** How rows were encoded, as far as evaluation and prediction do it again. */
  readonly recipe: Pick<
    ResolvedRecipe,
    "stride" | "truncation" | "documentContext" | "nBest" | "maxAnswerLength"
  >;
  /** The training rows: whether they are of two texts. */
  readonly train: { readonly columns: TaskColumns };
  /** Columns that the head reads beside the text. */
  readonly features: readonly FeatureColumn[];
  /** Tokens at which texts were cut. */
  readonly maxLength: number;
}

/** The tensors of a model's file, as the class of Python's transformers that is named in it looks for them. */
export function modelTensors(model: TaskModel): FileTensor[] {
  return fileTensors(model, { isWhole: model.huggingFaceClass !== undefined });
}

/** Writes all that a model directory holds but the weights: config, tokenizer files and cleaning. */
export async function writeModelFiles(
  directory: string,
  description: ModelDescription,
): Promise<void> {
  const { model, labels, tokenizer, cleaning, baseConfig, maxLength } = description;
  const { architecture } = model;
  const config = modelConfig(baseConfig, {
    labels,
    layers: { key: layerCountKey(architecture), count: architecture.layerCount },
    huggingFaceClass: model.huggingFaceClass ?? encoderClass(architecture),
    keys: configKeys(description),
  });
  const files = tokenizer.files({
    modelMaxLength: maxLength,
    tokenizerClass: tokenizerClass(architecture),
  });
  const textSteps = textPart(cleaning ?? { version: 1, steps: [] });
  const contents = {
    ...files,
    "config.json": indented(config),
    ...(textSteps.steps.length > 0 ? { "cleaning.json": indented(textSteps) } : {}),
  };
  for (const [name, content] of Object.entries(contents)) {
    await writeFileAtomic(join(directory, name), content);
  }
}

/**
 * Writes what a task decided on the validation rows into the model's `config.json`, in place of what an earlier part
 * of the run decided: a temperature must not stay where the run went on without calibration.
 */
export async function saveTuned(directory: string, tuned: JsonObject): Promise<void> {
  const { berth, ...config } = await readConfig(directory);
  const { tuned: before = {}, ...others } = isJsonObject(berth) ? berth : {};
  if (isDeepStrictEqual(before, tuned)) return;
  const ours = { ...others, ...(Object.keys(tuned).length > 0 && { tuned }) };
  const own = Object.keys(ours).length > 0 ? { berth: ours } : {};
  await writeFileAtomic(join(directory, "config.json"), indented({ ...config, ...own }));
}

/** The model's own keys, and how rows are encoded where that is not the usual way. */
function configKeys({ model, recipe, train, features }: ModelDescription): JsonObject {
  const { stride, truncation, documentContext, nBest, maxAnswerLength } = recipe;
  const { berth, ...keys } = model.configKeys;
  const ours = {
    ...(isJsonObject(berth) && berth),
    ...(train.columns.more?.[pairRole] !== undefined && { pair: true }),
    ...(truncation !== null && truncation !== "head" && { truncation }),
    ...(features.length > 0 && { features: savedFeatures(features) }),
    ...(stride !== null && { stride }),
    ...(documentContext && { document_context: true }),
    ...(nBest !== null && { n_best: nBest }),
    ...(maxAnswerLength !== null && { max_answer_length: maxAnswerLength }),
  };
  return {
    ...keys,
    ...(Object.keys(ours).length > 0 && { berth: ours }),
    ...externalDataKeys(model),
  };
}

const indented = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
