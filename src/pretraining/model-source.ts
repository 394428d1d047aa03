import { join } from "node:path";
import { BerthError, type JsonObject, type TensorData } from "../base/index.js";
import { checkModelDirectory, readConfig, readWeights, resolveModel } from "../directory/index.js";
import {
  type BertArchitecture,
  bertArchitecture,
  completeWeights,
  matchWeights,
  type PretrainingModel,
  pretrainingModel,
} from "../models/index.js";
import { requireTiedWords, requireVocabulary, vocabularyNote } from "../prediction/index.js";
import { loadTokenizer, type SpecialIds, type Tokenizer } from "../tokenizer/index.js";
import { presets } from "./presets.js";
import { type PretrainingRecipe, shortestSequence, sizeSettings } from "./recipe.js";
import { requireSameVocabulary } from "./same-vocabulary.js";

/** What a pre-training starts from. */
export interface ModelSource {
  readonly architecture: BertArchitecture;
  /** `config.json` of the model it goes on from, or the one that was given; empty otherwise. */
  readonly config: JsonObject;
  /** The commit of a model of the hub. */
  readonly commit: string | undefined;
  readonly tokenizer: Tokenizer & { readonly specialIds: SpecialIds & { readonly mask: number } };
  /** What was decided by the files, in sentences; empty ones among them. */
  readonly notes: readonly string[];
  /** Tensors of the model it goes on from. */
  readonly tensors: ReadonlyMap<string, TensorData>;
}

/**
 * Finds tokenizer and sizes: those of a model to go on from, or, from scratch, those of a `config.json`,
 * or of a preset and the settings that replace some of it.
 *
 * @param config - content of a `config.json` that was given
 * @throws USAGE when neither a model nor a tokenizer is named, or sizes come with a model or a `config.json`
 * @throws TOKENIZER_MISMATCH when the tokenizer has more tokens than the model, or others
 * @throws TOKENIZER_BROKEN when it has no mask token
 * @throws CONFIG_UNSUPPORTED when the model is no BERT, one whose head has words of its own, or one of a
 * single type of tokens where pairs are asked for, or of fewer positions than a sequence has
 */
export async function modelSource(
  recipe: PretrainingRecipe,
  config: JsonObject | undefined,
): Promise<ModelSource> {
  const { directory: model, commit } = await placeOf(recipe.model, "model", recipe.revision);
  const { directory: own } = await placeOf(recipe.tokenizer, "tokenizer");
  const directory = own ?? model;
  if (directory === undefined) {
    const message =
      "nothing says how texts become tokens: give --tokenizer DIR for a model from scratch, such as berth tokenizer train makes, or --model DIR to go on from a model";
    throw new BerthError("USAGE", message, { setting: "tokenizer" });
  }
  requireSizesOnce(recipe, config);
  if (model !== undefined) await checkModelDirectory(model);
  const tokenizer = await loadTokenizer(directory);
  if (own !== undefined && model !== undefined) {
    requireSameVocabulary(tokenizer, await loadTokenizer(model), { tokenizer: own, model });
  }
  const { mask } = tokenizer.specialIds;
  if (mask === undefined) throw noMask(directory);
  const base = model === undefined ? config : await readConfig(model);
  const file = model === undefined ? "--config" : join(model, "config.json");
  const read =
    base === undefined
      ? freshArchitecture(recipe, tokenizer.vocabularySize)
      : tiedArchitecture(base, file);
  if (read.family !== "bert") throw otherFamily(file, read.family);
  requireTypes(recipe, read, file);
  requirePositions(read, file);
  const { dropout } = recipe;
  const dropped =
    dropout === undefined ? read : { ...read, hiddenDropout: dropout, attentionDropout: dropout };
  const { architecture, note } =
    model === undefined
      ? withWordsOf(tokenizer, dropped)
      : withOwnWords(model, { directory, tokenizer }, dropped);
  return {
    notes: [tokenizer.note ?? "", note],
    architecture,
    config: base ?? {},
    commit,
    tokenizer: { ...tokenizer, specialIds: { ...tokenizer.specialIds, mask } },
    tensors: model === undefined ? new Map() : await readWeights(model),
  };
}

/** Where a model is, and its commit where it is of the hub. */
async function placeOf(
  name: string | undefined,
  needs: "model" | "tokenizer",
  revision?: string,
): Promise<{ readonly directory?: string; readonly commit?: string | undefined }> {
  return name === undefined ? {} : resolveModel(name, { needs, revision });
}

function tiedArchitecture(config: JsonObject, source: string): BertArchitecture {
  requireTiedWords(config, source);
  return bertArchitecture(config, { source });
}

/** With the words that it has, and a sentence about them; empty where there is nothing to say. */
interface SizedModel {
  readonly architecture: BertArchitecture;
  readonly note: string;
}

/** A model that goes on keeps its table, which has a row for each token at least. */
function withOwnWords(
  model: string,
  { directory, tokenizer }: { readonly directory: string; readonly tokenizer: Tokenizer },
  architecture: BertArchitecture,
): SizedModel {
  requireVocabulary(directory, tokenizer, architecture);
  return { architecture, note: vocabularyNote(model, tokenizer, architecture) };
}

/** A new model has a row for each token of its tokenizer, and learns none that it never gives. */
function withWordsOf(
  { vocabularySize }: Pick<Tokenizer, "vocabularySize">,
  architecture: BertArchitecture,
): SizedModel {
  const { vocabularySize: wanted } = architecture;
  if (wanted === vocabularySize) return { architecture, note: "" };
  const count = (value: number): string => value.toLocaleString("en-US");
  return {
    architecture: { ...architecture, vocabularySize },
    note: `vocabulary ${count(vocabularySize)}: the tokenizer has so many tokens; --config says ${count(wanted)}`,
  };
}

/** The model with its first weights. */
export function firstWeights(
  { architecture, tensors }: ModelSource,
  recipe: { readonly model: string | null; readonly seed: number; readonly pairs: string },
): {
  readonly model: PretrainingModel;
  readonly weights: ReadonlyMap<string, Float32Array>;
  readonly note: string;
} {
  const model = pretrainingModel(architecture, { tellsPairs: recipe.pairs !== "none" });
  const { values, note } =
    recipe.model === null
      ? { values: new Map<string, Float32Array>(), note: "" }
      : matchWeights(model.parameters, tensors, recipe.model);
  return { model, weights: completeWeights(model.parameters, values, recipe.seed), note };
}

function freshArchitecture(
  { preset = "mini", layers, hiddenSize, heads, intermediateSize, positions }: PretrainingRecipe,
  vocabularySize: number,
): BertArchitecture {
  const hidden = hiddenSize ?? presets[preset].hiddenSize;
  const config = {
    model_type: "bert",
    vocab_size: vocabularySize,
    hidden_size: hidden,
    num_hidden_layers: layers ?? presets[preset].layers,
    num_attention_heads: heads ?? usualHeads(hidden),
    intermediate_size: intermediateSize ?? 4 * hidden,
    max_position_embeddings: positions ?? 512,
    type_vocab_size: 2,
  };
  return bertArchitecture(config, { source: "the settings" });
}

/** Heads of BERT's width, 64, or the next fewer that divide the hidden size. */
function usualHeads(hiddenSize: number): number {
  let heads = Math.max(1, Math.floor(hiddenSize / 64));
  while (hiddenSize % heads !== 0) heads -= 1;
  return heads;
}

/** Sizes are those of a model, of a `config.json`, or of the settings. */
function requireSizesOnce(recipe: PretrainingRecipe, config: JsonObject | undefined): void {
  const { model } = recipe;
  if (model === undefined && config === undefined) return;
  const given = sizeSettings.find((name) => recipe[name] !== undefined);
  const name = given ?? (model !== undefined && config !== undefined ? "config" : undefined);
  if (name === undefined) return;
  const owner = model === undefined ? "--config: the config.json" : `--model ${model}:`;
  const message = `${owner} has sizes of its own, so "${name}" cannot be given with it. Leave one of the two out.`;
  throw new BerthError("USAGE", message, { setting: name });
}

/** Segments of a pair are told apart by the types of their tokens. */
function requireTypes(
  { pairs = "none" }: PretrainingRecipe,
  { typeCount }: BertArchitecture,
  file: string,
): void {
  if (pairs === "none" || typeCount > 1) return;
  throw new BerthError(
    "CONFIG_UNSUPPORTED",
    `${file}: "type_vocab_size" must be 2 or more for --pairs ${pairs}; got ${typeCount}. Use --pairs none`,
    { file, key: "type_vocab_size", value: typeCount },
  );
}

function requirePositions({ positionCount }: BertArchitecture, file: string): void {
  if (positionCount >= shortestSequence) return;
  throw new BerthError(
    "CONFIG_UNSUPPORTED",
    `${file}: "max_position_embeddings" must be ${shortestSequence} or more to be pre-trained; got ${positionCount}`,
    { file, key: "max_position_embeddings", value: positionCount },
  );
}

function otherFamily(directory: string, family: string): BerthError {
  return new BerthError(
    "CONFIG_UNSUPPORTED",
    `${directory}: "model_type" must be bert to be pre-trained; got ${JSON.stringify(family)}. Other families can be fine-tuned`,
    { directory, key: "model_type", value: family },
  );
}

function noMask(directory: string): BerthError {
  return new BerthError(
    "TOKENIZER_BROKEN",
    `${directory}: the vocabulary must hold a mask token, such as [MASK]; it does not, so nothing can be hidden. Train one with berth tokenizer train.`,
    { directory, token: "[MASK]" },
  );
}
