import { join } from "node:path";
import { BerthError, isJsonObject, type JsonObject, type TensorData } from "../base/index.js";
import {
  checkModelDirectory,
  readConfig,
  readSafetensors,
  readWeights,
} from "../directory/index.js";
import {
  bertArchitecture,
  completeWeights,
  type HeadSettings,
  matchWeights,
  type Parameter,
  poolerParameters,
  type TaskModel,
} from "../models/index.js";
import {
  type EncodeSettings,
  type FeatureColumn,
  featureWidth,
  storedFeatures,
  type TaskName,
  truncations,
} from "../tasks/index.js";
import { loadTokenizer, type Tokenizer } from "../tokenizer/index.js";
import { cleanedTokenizer } from "./cleaned-tokenizer.js";
import { requireVocabulary } from "./require-vocabulary.js";
import { storedLabels } from "./stored-labels.js";
import { taskKinds } from "./task-kinds.js";
import { readsPairs, taskOfConfig } from "./task-of-config.js";

/** A model directory in memory. */
export interface StoredModel {
  readonly config: JsonObject;
  readonly task: TaskName;
  readonly model: TaskModel;
  /** Whether it was trained on two texts a row; undefined where its directory does not tell. */
  readonly readsPairs: boolean | undefined;
  /** How rows were encoded for training, where that is to be done again. */
  readonly encoding: Pick<
    EncodeSettings,
    "stride" | "truncation" | "documentContext" | "nBest" | "maxAnswerLength"
  >;
  /** Columns that the head reads beside the text. */
  readonly features: readonly FeatureColumn[];
  /** Tensors of the head, its pooler among them, that the weights do not hold. */
  readonly headLacks: readonly string[];
  /** The pooler of BERT, where the weights hold it, whether the head stands on it or not. */
  readonly pooler: readonly Parameter[];
  /** Label names in the order of the logits; empty for an encoder without a head, and where any number of choices will do. */
  readonly labels: readonly string[];
  readonly weights: ReadonlyMap<string, Float32Array>;
  /** Cleans texts as they were cleaned for training. */
  readonly tokenizer: Tokenizer;
  /** Tokens at which texts are cut unless told otherwise. */
  readonly maxLength: number;
  /** Tokens of a text at most: the positions that the model has weights for. */
  readonly positions: number;
  /** What the task decided on the validation rows of the training; absent where nothing is saved. */
  readonly tuned: JsonObject | undefined;
}

/** Which weights of a run are meant: the best by validation, or those after the last step. */
export type WeightsChoice = "best" | "last";

/**
 * Reads a model directory: config, tokenizer and weights, with the head it was saved with.
 *
 * @param choice - `last` takes the weights out of the run's `last/`
 * @throws MODEL_FILE_MISSING, CONFIG_UNSUPPORTED, WEIGHTS_MISSING, WEIGHTS_SHAPE, SAFETENSORS_BROKEN
 */
export async function readModel(
  directory: string,
  choice: WeightsChoice = "best",
): Promise<StoredModel> {
  await checkModelDirectory(directory);
  const config = await readConfig(directory);
  const tokenizer = await loadTokenizer(directory);
  const source = choice === "best" ? directory : join(directory, "last");
  const tensors = await readChosenWeights(directory, choice);
  const architecture = bertArchitecture(config, { source: join(directory, "config.json") });
  requireVocabulary(directory, tokenizer, architecture);
  const task = taskOfConfig(config);
  const labels = storedLabels(config, task);
  const features = storedFeatures(config);
  const head = {
    ...headSettings(config, directory),
    ...(features.length > 0 && { features: featureWidth(features) }),
  };
  const model = taskKinds[task].define(architecture, head, labels);
  const pooler = poolerParameters(architecture);
  const { values, fresh } = matchWeights([...model.parameters, ...pooler], tensors, source);
  const foundPooler = pooler.filter(({ name }) => values.has(name));
  // An encoder that is not whole was refused: what lacks is the head's.
  const headLacks = model.parameters.flatMap(({ name }) =>
    fresh.some((one) => one.name === name) ? [name] : [],
  );
  const positions = architecture.positionCount;
  const berth = isJsonObject(config["berth"]) ? config["berth"] : {};
  return {
    config,
    task,
    model,
    readsPairs: readsPairs(config, directory),
    encoding: encodingOf(config),
    features,
    headLacks,
    pooler: foundPooler,
    labels: headLacks.length === 0 ? labels : [],
    weights: completeWeights([...model.parameters, ...foundPooler], values, 0),
    tokenizer: await cleanedTokenizer(directory, tokenizer),
    maxLength: Math.min(tokenizer.modelMaxLength ?? positions, positions),
    positions,
    tuned: isJsonObject(berth["tuned"]) ? berth["tuned"] : undefined,
  };
}

async function readChosenWeights(
  directory: string,
  choice: WeightsChoice,
): Promise<ReadonlyMap<string, TensorData>> {
  if (choice === "best") return readWeights(directory);
  const file = join(directory, "last", "model.safetensors");
  return (await readSafetensors(file)).tensors;
}

function encodingOf({ berth }: JsonObject): StoredModel["encoding"] {
  const ours: JsonObject = isJsonObject(berth) ? berth : {};
  const { stride, document_context: documentContext } = ours;
  const truncation = truncations.find((way) => way === ours["truncation"]);
  const { n_best: nBest, max_answer_length: maxAnswerLength } = ours;
  return {
    ...(truncation !== undefined && { truncation }),
    ...(typeof stride === "number" && { stride }),
    ...(typeof nBest === "number" && { nBest }),
    ...(typeof maxAnswerLength === "number" && { maxAnswerLength }),
    documentContext: documentContext === true,
  };
}

/** The head that `config.berth.head` describes; a linear one where there is none. */
function headSettings(config: JsonObject, directory: string): HeadSettings {
  const berth = config["berth"];
  const head = isJsonObject(berth) ? berth["head"] : undefined;
  if (head === undefined) return { kind: "linear" };
  if (isJsonObject(head) && head["kind"] === "crf") return { kind: "crf" };
  if (isJsonObject(head) && head["kind"] === "mlp" && Array.isArray(head["hidden"])) {
    return { kind: "mlp", hidden: head["hidden"].map(Number), dropout: Number(head["dropout"]) };
  }
  throw new BerthError(
    "CONFIG_UNSUPPORTED",
    `${join(directory, "config.json")}: "berth.head" must be a head that this version knows (mlp, crf); got ${JSON.stringify(head)}`,
    { directory, key: "berth.head", value: head },
  );
}
