import {
  add,
  gelu,
  layerNormalization,
  linear,
  matmul,
  relu,
  reshape,
  softmax,
  type Tensor,
  transpose,
} from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Dropout } from "./dropout.js";
import type { Layout } from "./layout.js";
import type { Weights } from "./weight-inputs.js";

/** What an encoder is built from. */
export interface EncoderContext {
  readonly architecture: BertArchitecture;
  readonly weights: Weights;
  readonly layout: Layout;
  /** Dropout of layer `i`, or of the embeddings for -1. */
  readonly dropout: (layer: number) => Dropout;
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
 * Axes: R rows (tokens), B sequences, H hidden.
 *
 * @param input - `[R, H]` what layer `from` reads; at most the last layer
 * @returns `[B, H]` output of the last layer for each sequence's first token
 */
export function encodeFirst(input: Tensor, from: number, context: EncoderContext): Tensor {
  const last = context.architecture.layerCount - 1;
  const hidden = encoderLayers(input, { from, to: last }, context);
  const queries = context.layout.firstRows(hidden);
  return encoderLayer(last, { queries, all: hidden, first: true }, context);
}

/** Layer norm and dropout of the embeddings: what the first layer reads. `[R, H]` to `[R, H]` */
export function embeddingsOutput(embedded: Tensor, context: EncoderContext): Tensor {
  const { architecture, weights, dropout } = context;
  const normed = norm(embedded, "embeddings.LayerNorm", weights, architecture);
  return dropout(-1)(normed, architecture.hiddenDropout);
}

/** Some layers, counted from 0, the last one not included. `[R, H]` to `[R, H]` */
export function encoderLayers(
  input: Tensor,
  { from, to }: { readonly from: number; readonly to: number },
  context: EncoderContext,
): Tensor {
  let hidden = input;
  for (let layer = from; layer < to; layer++) {
    hidden = encoderLayer(layer, { queries: hidden, all: hidden, first: false }, context);
  }
  return hidden;
}

/** The rows that ask and the rows that are looked at; `first` when one row a sequence asks. */
interface LayerRows {
  readonly queries: Tensor;
  readonly all: Tensor;
  readonly first: boolean;
}

/** Self-attention and feed-forward, each followed by dropout, the residual sum and layer norm. */
function encoderLayer(layer: number, rows: LayerRows, context: EncoderContext): Tensor {
  const { architecture, weights } = context;
  const prefix = `encoder.layer.${layer}`;
  const drop = context.dropout(layer);
  const attended = dense(
    attention(layer, rows, context),
    `${prefix}.attention.output.dense`,
    weights,
  );
  const middle = norm(
    add(drop(attended, architecture.hiddenDropout), rows.queries),
    `${prefix}.attention.output.LayerNorm`,
    weights,
    architecture,
  );
  const activated = activate(dense(middle, `${prefix}.intermediate.dense`, weights), architecture);
  const output = dense(activated, `${prefix}.output.dense`, weights);
  return norm(
    add(drop(output, architecture.hiddenDropout), middle),
    `${prefix}.output.LayerNorm`,
    weights,
    architecture,
  );
}

/**
 * Multi-head scaled dot-product attention.
 *
 * Axes: R rows, B sequences, S length, N heads, D width of a head, H = N * D.
 *
 * @returns `[R, H]`, or `[B, H]` when only first rows ask
 */
function attention(layer: number, rows: LayerRows, context: EncoderContext): Tensor {
  const { architecture, weights, layout } = context;
  const { hiddenSize, headCount, attentionDropout } = architecture;
  const width = hiddenSize / headCount;
  const prefix = `encoder.layer.${layer}.attention.self`;
  const heads = (grid: Tensor): Tensor => {
    const [sequences = 1, length = 1] = grid.shape;
    return transpose(reshape(grid, [sequences, length, headCount, width]), [0, 2, 1, 3]);
  };
  const project = (x: Tensor, name: string): Tensor => dense(x, `${prefix}.${name}`, weights);

  const asked = project(rows.queries, "query");
  const queries = heads(
    rows.first ? reshape(asked, [layout.sequences, 1, hiddenSize]) : layout.toGrid(asked),
  ); // [B, N, S or 1, D]
  const keys = heads(layout.toGrid(project(rows.all, "key"))); // [B, N, S, D]
  const values = heads(layout.toGrid(project(rows.all, "value"))); // [B, N, S, D]
  const scores = matmul(queries, keys, { transposeB: true, scale: 1 / Math.sqrt(width) });
  const shares = softmax(add(scores, layout.attentionBias)); // [B, N, S or 1, S]
  const mixed = matmul(context.dropout(layer)(shares, attentionDropout), values);
  const merged = transpose(mixed, [0, 2, 1, 3]); // [B, S or 1, N, D]
  return rows.first
    ? reshape(merged, [layout.sequences, hiddenSize])
    : layout.toRows(reshape(merged, [layout.sequences, layout.length, hiddenSize]));
}

function activate(x: Tensor, { activation }: BertArchitecture): Tensor {
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

function norm(
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
