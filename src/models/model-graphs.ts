import {
  add,
  cast,
  cumulativeSum,
  type Graph,
  gradients,
  graph,
  input,
  lookup,
  multiply,
  relu,
  reshape,
  slice,
  subtract,
  type Tensor,
} from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Loss } from "./cross-entropy.js";
import { type DropoutSite, maskedDropout, noDropout } from "./dropout.js";
import {
  type Encoded,
  type EncodedContext,
  encodedBatch,
  encodedBehind,
  hiddenName,
} from "./encoded.js";
import { embeddingsOutput, encodeChosen, encoderLayers } from "./encoder.js";
import { familyOf } from "./families/families.js";
import { type Frozen, type FrozenPrefix, isInFrozenPrefix, trainedParameters } from "./frozen.js";
import { packedLayout, packedSizes, paddedLayout } from "./layout.js";
import { embeddingTables, type Parameter } from "./parameters.js";
import { type Weights, weightInputs } from "./weight-inputs.js";

/** An encoder and whatever stands on it: its sizes and all its weights. */
export interface ModelDefinition {
  readonly architecture: BertArchitecture;
  /** Encoder, pooler and head, in the order of the weights file. */
  readonly parameters: readonly Parameter[];
  /**
   * Whether the head reads the word table as well: then it is an input of the packed graphs, and its
   * gradient an output, to which that of the look-up is added.
   */
  readonly tiesWordTable?: boolean;
}

/** A training step as a graph: the loss, and its gradient for every trained weight. */
export interface TrainingGraph {
  readonly graph: Graph;
  readonly dropoutSites: readonly DropoutSite[];
  /** Names of the weights that are trained, embedding tables included. */
  readonly trained: readonly string[];
}

/** Name of the graph output with the gradient of a weight or of `embedded`. */
export const gradientName = (name: string): string => `gradient:${name}`;

/** The weight or rows whose gradient an output of this name is; undefined for other outputs. */
export function gradientSource(output: string): string | undefined {
  return output.startsWith("gradient:") ? output.slice("gradient:".length) : undefined;
}

/** Name of the graph input and of the look-up's result, `[R, E]`. */
export const embeddedName = "embedded";

const tableNames: readonly string[] = Object.values(embeddingTables);

/** What a training graph may do otherwise. */
export interface TrainingGraphOptions {
  /** Begins behind this frozen prefix, with the input `hidden` instead of `embedded`. */
  readonly behind?: FrozenPrefix | undefined;
  /** Whether a frozen prefix drops values as well; not where absent. */
  readonly frozenDropout?: boolean | undefined;
}

/**
 * The graph of one training step in the packed layout.
 *
 * Outputs: `loss` and `weight` (both sums, see `Loss`), and `gradient:<name>` of the summed loss for
 * every trained weight that is a graph input. The embedding tables are looked up outside: their
 * gradient is scattered from `gradient:embedded`. A tied word table has both.
 *
 * @param model - sizes and weights
 * @param objective - builds the loss on the encoder's outputs
 * @param frozen - what is not trained; a frozen prefix has no dropout either, unless asked for
 */
export function trainingGraph(
  model: ModelDefinition,
  objective: (encoded: Encoded) => Loss,
  frozen: Frozen,
  { behind, frozenDropout = false }: TrainingGraphOptions = {},
): TrainingGraph {
  const { dropout, sites } = maskedDropout();
  const embedded = embeddedInput(model);
  const weights = graphWeights(model);
  const isStill = (layer: number): boolean => !frozenDropout && isInFrozenPrefix(layer, frozen);
  const context = {
    architecture: model.architecture,
    weights,
    layout: packedLayout(model.architecture.headCount),
    dropout: (layer: number) => (isStill(layer) ? noDropout : dropout),
    headDropout: dropout,
  };
  const encoded = behind ? encodedBehind(behind, context) : encodedBatch(embedded, context);
  const { sum, weight } = objective(encoded);
  const trained = trainedParameters(model.parameters, frozen).map(({ name }) => name);
  const differentiated = trained.filter((name) => isGraphInput(name, model));
  const sources = differentiated.map(weights);
  const names = [...differentiated];
  if (!frozen.embeddings) {
    sources.push(embedded);
    names.push(embeddedName);
  }
  const found = gradients(sum, sources);
  const outputs = names.map((name, i) => [gradientName(name), found[i]]);
  return {
    graph: graph({ loss: sum, weight, ...Object.fromEntries(outputs) }),
    dropoutSites: sites,
    trained,
  };
}

/**
 * A graph without loss and dropout in the packed layout, for evaluation and prediction.
 *
 * @param outputs - builds the named outputs on the encoder's outputs
 * @param behind - begins behind this frozen prefix, with the input `hidden` instead of `embedded`
 */
export function forwardGraph(
  model: ModelDefinition,
  outputs: (encoded: Encoded) => Record<string, Tensor>,
  behind?: FrozenPrefix,
): Graph {
  const context = quietContext(model);
  return graph(
    outputs(behind ? encodedBehind(behind, context) : encodedBatch(embeddedInput(model), context)),
  );
}

/** The graph of a frozen prefix in the packed layout, without dropout: `embedded` to `hidden`. */
export function prefixGraph(model: ModelDefinition, { layers, keeps }: FrozenPrefix): Graph {
  const context = quietContext(model);
  const normed = embeddingsOutput(embeddedInput(model), context);
  const hidden =
    keeps === "first"
      ? encodeChosen(normed, { from: 0, choice: context.layout.choice("first") }, context)
      : encoderLayers(normed, { from: 0, to: layers }, context);
  return graph({ [hiddenName]: hidden });
}

/** What an encoder without dropout is built from, in the packed layout. */
export function quietContext(model: ModelDefinition): EncodedContext {
  return {
    architecture: model.architecture,
    weights: graphWeights(model),
    layout: packedLayout(model.architecture.headCount),
    dropout: () => noDropout,
    headDropout: noDropout,
  };
}

/**
 * The same model in the padded layout with the embedding look-up inside: what other programs run.
 *
 * Inputs `input_ids`, `attention_mask`, and, where tokens are of more than one type, `token_type_ids`, all
 * int64 `[batch_size, sequence_length]`, under the names that transformers.js binds.
 */
export function exportGraph(
  model: ModelDefinition,
  outputs: (encoded: Encoded) => Record<string, Tensor>,
): Graph {
  const { architecture } = model;
  const attentionMask = input("attention_mask", exportShape, "int64");
  const weights = weightInputs(model.parameters);
  const embedded = exportEmbedding(architecture, weights, attentionMask); // [B, S, E]
  const padding = subtract(1, cast(attentionMask, "float32"));
  const attentionBias = reshape(multiply(padding, -1e4), ["batch_size", 1, 1, "sequence_length"]);
  const encoded = encodedBatch(reshape(embedded, ["rows", architecture.embeddingSize]), {
    architecture,
    weights,
    layout: paddedLayout(attentionBias, architecture.headCount),
    dropout: () => noDropout,
    headDropout: noDropout,
  });
  return graph(outputs(encoded));
}

const exportShape = ["batch_size", "sequence_length"];

/** Sum of the embeddings of a padded batch, `[B, S, E]`. */
function exportEmbedding(
  architecture: BertArchitecture,
  weights: Weights,
  attentionMask: Tensor,
): Tensor {
  const words = lookup(weights(embeddingTables.word), input("input_ids", exportShape, "int64"));
  const { positions } = familyOf(architecture);
  const table = weights(embeddingTables.position);
  const placed = add(
    words,
    positions === "tokens"
      ? lookup(table, tokenPositions(attentionMask)) // [B, S, E]
      : slice(table, 0, 0, "sequence_length"), // [S, E]
  );
  const { typeCount } = architecture;
  if (typeCount === 0) return placed;
  const types = weights(embeddingTables.type);
  return add(
    placed,
    typeCount > 1
      ? lookup(types, input("token_type_ids", exportShape, "int64")) // [B, S, E]
      : slice(types, 0, 0, 1), // [1, E]
  );
}

/** How many tokens stand before each one, wherever the padding is. `[B, S]` int64 */
function tokenPositions(attentionMask: Tensor): Tensor {
  const counted = cumulativeSum(cast(attentionMask, "float32"), 1);
  return cast(relu(subtract(counted, 1)), "int64");
}

/** The input of the looked-up rows, `[R, E]`. */
export function embeddedInput({ architecture }: ModelDefinition): Tensor {
  return input(embeddedName, [packedSizes.rows, architecture.embeddingSize]);
}

/** The weights that a packed graph takes: all but the tables that are only looked up, outside. */
export function graphWeights(model: ModelDefinition): Weights {
  return weightInputs(model.parameters.filter(({ name }) => isGraphInput(name, model)));
}

function isGraphInput(name: string, { tiesWordTable = false }: ModelDefinition): boolean {
  return !tableNames.includes(name) || (tiesWordTable && name === embeddingTables.word);
}
