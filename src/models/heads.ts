import type { JsonObject } from "../base/index.js";
import { relu, type Tensor, tanh } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Dropout } from "./dropout.js";
import { dense } from "./encoder.js";
import { denseParameters, type Parameter } from "./parameters.js";
import type { Weights } from "./weight-inputs.js";

/** What stands on the encoder: layers before the logits, and for token labels perhaps a CRF behind them. */
export type HeadSettings =
  | { readonly kind: "linear" }
  | { readonly kind: "mlp"; readonly hidden: readonly number[]; readonly dropout: number }
  | { readonly kind: "crf" };

/**
 * The weights of a classification head.
 *
 * The linear head has Hugging Face's names, so that `BertForSequenceClassification` loads it. The
 * MLP head has no class there: `head.0`, `head.1`, ...
 */
export function headParameters(
  head: HeadSettings,
  architecture: BertArchitecture,
  labelCount: number,
): Parameter[] {
  const { hiddenSize, initializerRange } = architecture;
  if (head.kind !== "mlp") {
    return denseParameters("classifier", hiddenSize, labelCount, initializerRange);
  }
  const sizes = [hiddenSize, ...head.hidden, labelCount];
  return sizes.slice(1).flatMap((outputs, index) => {
    return linearParameters(`head.${index}`, sizes[index] ?? hiddenSize, outputs);
  });
}

/** What `config.json` says of a head that Hugging Face has no class for. */
export function headConfig(head: HeadSettings): JsonObject {
  return head.kind !== "mlp" ? {} : { berth: { head: { ...head } } };
}

/**
 * The weights of a dense layer of one's own, drawn as PyTorch's `Linear` draws them: uniform within
 * 1 / sqrt(inputs).
 *
 * @returns `<prefix>.weight` `[outputs, inputs]` and `<prefix>.bias` `[outputs]`, as `dense` takes them
 */
export function linearParameters(prefix: string, inputs: number, outputs: number): Parameter[] {
  const initial = { kind: "uniform", limit: 1 / Math.sqrt(inputs) } as const;
  return denseParameters(prefix, inputs, outputs, 0).map((parameter) => ({
    ...parameter,
    initial,
  }));
}

/**
 * Logits of the classes from the pooled output.
 *
 * Axes: B sequences, H hidden, L labels.
 *
 * @param pooled - `[B, H]`
 * @returns `[B, L]`
 */
export function headLogits(
  pooled: Tensor,
  head: HeadSettings,
  { architecture, weights, dropout }: HeadContext,
): Tensor {
  if (head.kind !== "mlp") {
    return dense(dropout(pooled, architecture.classifierDropout), "classifier", weights);
  }
  let hidden = pooled;
  for (let index = 0; index < head.hidden.length; index++) {
    hidden = dropout(relu(dense(hidden, `head.${index}`, weights)), head.dropout);
  }
  return dense(hidden, `head.${head.hidden.length}`, weights);
}

/** What a head is built from. */
export interface HeadContext {
  readonly architecture: BertArchitecture;
  readonly weights: Weights;
  readonly dropout: Dropout;
}

/**
 * The pooled output: a dense layer and tanh on each sequence's first token.
 *
 * @param first - `[B, H]` last hidden state of the first tokens
 * @returns `[B, H]`
 */
export function pool(first: Tensor, weights: Weights): Tensor {
  return tanh(dense(first, "pooler.dense", weights));
}
