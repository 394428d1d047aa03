import {
  add,
  cast,
  type Graph,
  gradients,
  graph,
  input,
  lookup,
  multiply,
  reshape,
  slice,
  subtract,
  type Tensor,
} from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Loss } from "./cross-entropy.js";
import { type Dropout, type DropoutSite, maskedDropout, noDropout } from "./dropout.js";
import { type EncoderContext, embeddingsOutput, encode, encodeChosen } from "./encoder.js";
import { type Frozen, isFrozen, isInFrozenPrefix } from "./frozen.js";
import { type Layout, packedLayout, packedSizes, paddedLayout } from "./layout.js";
import { embeddingTables, type Parameter } from "./parameters.js";
import { type Weights, weightInputs } from "./weight-inputs.js";

/** An encoder and whatever stands on it: its sizes and all its weights. */
export interface ModelDefinition {
  readonly architecture: BertArchitecture;
  /** Encoder, pooler and head, in the order of the weights file. */
  readonly parameters: readonly Parameter[];
}

/** The encoder's outputs in a graph under construction, for a head to stand on. */
export interface Encoded {
  readonly architecture: BertArchitecture;
  readonly weights: Weights;
  /** Dropout for the head: drops while training only. */
  readonly dropout: Dropout;
  /** `[B, H]` last hidden state of each sequence's first token; the rest of the last layer is not computed. */
  first(): Tensor;
  /**
   * `[M, H]` last hidden state of the rows that `chooseRows` of the batches room chose under this
   * name; the rest of the last layer is not computed. In packed graphs only.
   */
  rowsAt(name: string): Tensor;
  /** `[R, H]` last hidden state of every token. */
  tokens(): Tensor;
  /** `[R, H]` to `[B, H]`: the rows of the first tokens, for a head that needs `tokens()` as well. */
  firstRows(tokens: Tensor): Tensor;
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

/** Name of the graph input and of the look-up's result, `[R, H]`. */
export const embeddedName = "embedded";

const tableNames: readonly string[] = Object.values(embeddingTables);

/**
 * The graph of one training step in the packed layout.
 *
 * Outputs: `loss` and `weight` (both sums, see `Loss`), and `gradient:<name>` of the summed loss for
 * every trained weight that is a graph input. The embedding tables are looked up outside: their
 * gradient is scattered from `gradient:embedded`.
 *
 * @param model - sizes and weights
 * @param objective - builds the loss on the encoder's outputs
 * @param frozen - what is not trained; a frozen prefix has no dropout either
 */
export function trainingGraph(
  model: ModelDefinition,
  objective: (encoded: Encoded) => Loss,
  frozen: Frozen,
): TrainingGraph {
  const { dropout, sites } = maskedDropout();
  const embedded = embeddedInput(model);
  const weights = graphWeights(model);
  const encoded = encodedBatch(embedded, {
    architecture: model.architecture,
    weights,
    layout: packedLayout(model.architecture.headCount),
    dropout: (layer) => (isInFrozenPrefix(layer, frozen) ? noDropout : dropout),
    headDropout: dropout,
  });
  const { sum, weight } = objective(encoded);
  const trained = model.parameters
    .map(({ name }) => name)
    .filter((name) => !isFrozen(name, frozen));
  const differentiated = trained.filter((name) => !tableNames.includes(name));
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
 */
export function forwardGraph(
  model: ModelDefinition,
  outputs: (encoded: Encoded) => Record<string, Tensor>,
): Graph {
  const encoded = encodedBatch(embeddedInput(model), {
    architecture: model.architecture,
    weights: graphWeights(model),
    layout: packedLayout(model.architecture.headCount),
    dropout: () => noDropout,
    headDropout: noDropout,
  });
  return graph(outputs(encoded));
}

/**
 * The same model in the padded layout with the embedding look-up inside: what other programs run.
 *
 * Inputs `input_ids`, `attention_mask`, `token_type_ids`, all int64
 * `[batch_size, sequence_length]`, under the names that transformers.js binds.
 */
export function exportGraph(
  model: ModelDefinition,
  outputs: (encoded: Encoded) => Record<string, Tensor>,
): Graph {
  const shape = ["batch_size", "sequence_length"];
  const inputIds = input("input_ids", shape, "int64");
  const attentionMask = input("attention_mask", shape, "int64");
  const typeIds = input("token_type_ids", shape, "int64");
  const weights = weightInputs(model.parameters);
  const positions = slice(weights(embeddingTables.position), 0, 0, "sequence_length"); // [S, H]
  const embedded = add(
    add(lookup(weights(embeddingTables.word), inputIds), positions),
    lookup(weights(embeddingTables.type), typeIds),
  ); // [B, S, H]
  const padding = subtract(1, cast(attentionMask, "float32"));
  const attentionBias = reshape(multiply(padding, -1e4), ["batch_size", 1, 1, "sequence_length"]);
  const encoded = encodedBatch(reshape(embedded, ["rows", model.architecture.hiddenSize]), {
    architecture: model.architecture,
    weights,
    layout: paddedLayout(attentionBias, model.architecture.headCount),
    dropout: () => noDropout,
    headDropout: noDropout,
  });
  return graph(outputs(encoded));
}

function embeddedInput({ architecture }: ModelDefinition): Tensor {
  return input(embeddedName, [packedSizes.rows, architecture.hiddenSize]);
}

/** The weights that a packed graph takes: all but the tables that are looked up outside. */
export function graphWeights(model: ModelDefinition): Weights {
  return weightInputs(model.parameters.filter(({ name }) => !tableNames.includes(name)));
}

/** What the encoder and the head on it are built from. */
export interface EncodedContext extends EncoderContext {
  readonly layout: Layout;
  readonly headDropout: Dropout;
}

function encodedBatch(embedded: Tensor, context: EncodedContext): Encoded {
  return encodedFrom(embeddingsOutput(embedded, context), 0, context);
}

/** The encoder's outputs, built on `hidden` `[R, H]`, which layer `from` reads. */
export function encodedFrom(hidden: Tensor, from: number, context: EncodedContext): Encoded {
  const { layout } = context;
  const rowsAt = (name: string): Tensor =>
    encodeChosen(hidden, { from, choice: layout.choice(name) }, context);
  return {
    architecture: context.architecture,
    weights: context.weights,
    dropout: context.headDropout,
    first: () => rowsAt("first"),
    rowsAt,
    tokens: () => encode(hidden, from, context),
    firstRows: (tokens) => layout.choice("first").pick(tokens),
  };
}
