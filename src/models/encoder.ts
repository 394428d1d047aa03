import {
  add,
  gelu,
  layerNormalization,
  linear,
  matmul,
  relu,
  softmax,
  type Tensor,
} from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Dropout } from "./dropout.js";
import { familyOf } from "./families/families.js";
import { weightLayer } from "./layer-groups.js";
import type { Choice, Layout, Placement } from "./layout.js";
import type { Weights } from "./weight-inputs.js";

/** What an encoder is built from. */
export interface EncoderContext {
  readonly architecture: BertArchitecture;
  readonly weights: Weights;
  readonly layout: Layout;
  /** Dropout of layer `i`, or of the embeddings for -1. */
  readonly dropout: (layer: number) => Dropout;
  /** Is told the attention weights of each layer, `[N, L, Q, S]` in the layout's order, as they are built. */
  readonly seesShares?: (layer: number, shares: Tensor) => void;
}

/**
 * The encoder stack of BERT (Devlin et al. 2019; Vaswani et al. 2017), all tokens.
 *
 * Axes: R rows (tokens), H hidden.
 *
 * @param input - `[R, H]` what layer `from` reads
 * @returns `[R, H]` output of the last layer
 */
export function encode(input: Tensor, from: number, context: EncoderContext): Tensor {
  return encoderLayers(input, { from, to: context.architecture.layerCount }, context);
}

/**
 * The encoder's output for some tokens only: the last layer computes query, output projection and
 * feed-forward for those rows alone, as nobody reads the others. Exact.
 *
 * Axes: R rows (tokens), M chosen rows, H hidden.
 *
 * @param input - `[R, H]` what layer `from` reads; at most the last layer
 * @param choice - the rows that are read
 * @returns `[M, H]` output of the last layer for each chosen row
 */
export function encodeChosen(
  input: Tensor,
  { from, choice }: { readonly from: number; readonly choice: Choice },
  context: EncoderContext,
): Tensor {
  const last = context.architecture.layerCount - 1;
  const hidden = encoderLayers(input, { from, to: last }, context);
  const rows = { queries: choice.pick(hidden), places: choice, all: hidden };
  return encoderLayer(last, rows, context);
}

/**
 * Layer norm and dropout of the embeddings, and the way to the hidden size where the tables have
 * another width: what the first layer reads. `[R, E]` to `[R, H]`
 */
export function embeddingsOutput(embedded: Tensor, context: EncoderContext): Tensor {
  const { architecture, weights, dropout } = context;
  const normed = norm(embedded, "embeddings.LayerNorm", weights, architecture);
  const rows = dropout(-1)(normed, architecture.hiddenDropout);
  return architecture.projectsEmbeddings ? dense(rows, "embeddings.projection", weights) : rows;
}

/** Some layers, counted from 0, the last one not included. `[R, H]` to `[R, H]` */
export function encoderLayers(
  input: Tensor,
  { from, to }: { readonly from: number; readonly to: number },
  context: EncoderContext,
): Tensor {
  let hidden = input;
  for (let layer = from; layer < to; layer++) {
    const rows = { queries: hidden, places: context.layout.all, all: hidden };
    hidden = encoderLayer(layer, rows, context);
  }
  return hidden;
}

/** The rows that ask, with their places in attention's grid, and the rows that are looked at. */
interface LayerRows {
  readonly queries: Tensor;
  readonly places: Placement;
  readonly all: Tensor;
}

/**
 * Self-attention and feed-forward, each followed by the residual sum and layer norm, with dropout in
 * front of the sums where the family has it.
 */
function encoderLayer(layer: number, rows: LayerRows, context: EncoderContext): Tensor {
  const { architecture, weights } = context;
  const prefix = `encoder.layer.${weightLayer(layer, architecture)}`;
  const { drops } = familyOf(architecture);
  const drop = (x: Tensor, isDropped: boolean): Tensor =>
    isDropped ? context.dropout(layer)(x, architecture.hiddenDropout) : x;
  const attended = dense(
    attention(layer, rows, context),
    `${prefix}.attention.output.dense`,
    weights,
  );
  const middle = norm(
    add(drop(attended, drops.attention), rows.queries),
    `${prefix}.attention.output.LayerNorm`,
    weights,
    architecture,
  );
  const activated = activate(dense(middle, `${prefix}.intermediate.dense`, weights), architecture);
  const output = dense(activated, `${prefix}.output.dense`, weights);
  return norm(
    add(drop(output, drops.feedForward), middle),
    `${prefix}.output.LayerNorm`,
    weights,
    architecture,
  );
}

/**
 * Multi-head scaled dot-product attention.
 *
 * Axes: M rows that ask, N heads of width D, L lines of attention's grid, S slots of a line, Q places
 * of askers in a line. The order of N and L is the layout's.
 *
 * @returns `[M, H]`
 */
function attention(layer: number, rows: LayerRows, context: EncoderContext): Tensor {
  const { architecture, weights, layout } = context;
  const { hiddenSize, headCount, attentionDropout } = architecture;
  const prefix = `encoder.layer.${weightLayer(layer, architecture)}.attention.self`;
  const heads = (x: Tensor, name: string, places: Placement): Tensor =>
    places.toHeads(dense(x, `${prefix}.${name}`, weights));

  const queries = heads(rows.queries, "query", rows.places); // [N, L, Q, D]
  const keys = heads(rows.all, "key", layout.all); // [N, L, S, D]
  const values = heads(rows.all, "value", layout.all); // [N, L, S, D]
  const scale = 1 / Math.sqrt(hiddenSize / headCount);
  const scores = matmul(queries, keys, { transposeB: true, scale });
  const shares = softmax(add(scores, rows.places.bias)); // [N, L, Q, S]
  context.seesShares?.(layer, shares);
  return rows.places.toRows(matmul(context.dropout(layer)(shares, attentionDropout), values));
}

/** The activation that the architecture names. */
export function activate(x: Tensor, { activation }: Pick<BertArchitecture, "activation">): Tensor {
  switch (activation) {
    case "gelu":
      return gelu(x, "none");
    case "gelu_new":
      return gelu(x, "tanh");
    case "relu":
      return relu(x);
  }
}

/** A dense layer under Hugging Face's names: `x W^T + b`. */
export function dense(x: Tensor, prefix: string, weights: Weights): Tensor {
  return linear(x, weights(`${prefix}.weight`), weights(`${prefix}.bias`));
}

/** A layer norm under Hugging Face's names. */
export function norm(
  x: Tensor,
  prefix: string,
  weights: Weights,
  { layerNormEpsilon }: BertArchitecture,
): Tensor {
  return layerNormalization(
    x,
    weights(`${prefix}.weight`),
    weights(`${prefix}.bias`),
    layerNormEpsilon,
  );
}
