import type { JsonObject } from "../base/index.js";
import { concat, gelu, input, relu, type Tensor, tanh } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Dropout } from "./dropout.js";
import { dense } from "./encoder.js";
import { familyOf } from "./families/families.js";
import type { HeadForm } from "./families/family.js";
import { denseParameters, type Parameter, poolerParameters } from "./parameters.js";
import type { Weights } from "./weight-inputs.js";

/** What stands on the encoder: layers before the logits, and for token labels perhaps a CRF behind them. */
export type HeadSettings =
  | { readonly kind: "linear"; readonly features?: number }
  | {
      readonly kind: "mlp";
      readonly hidden: readonly number[];
      readonly dropout: number;
      readonly features?: number;
    }
  | { readonly kind: "crf" };

/**
 * The weights of a head that reads each sequence's first token, the pooler among them.
 *
 * The linear head has Hugging Face's names, so that the family's `...ForSequenceClassification` loads it.
 * The MLP head has no class there: `head.0`, `head.1`, ... on the pooled output. Features of a row stand behind
 * what the last layer of a linear head reads, or the first of an MLP.
 */
export function sequenceHeadParameters(
  head: HeadSettings,
  architecture: BertArchitecture,
  labelCount: number,
): Parameter[] {
  const { hiddenSize } = architecture;
  const { sequenceHead: form, hasPooler } = familyOf(architecture);
  if (head.kind !== "mlp")
    return formParameters(form, architecture, labelCount, featureCount(head));
  const sizes = [hiddenSize + featureCount(head), ...head.hidden, labelCount];
  const layers = sizes.slice(1).flatMap((outputs, index) => {
    return linearParameters(`head.${index}`, sizes[index] ?? hiddenSize, outputs);
  });
  return [...(hasPooler ? poolerParameters(architecture) : []), ...layers];
}

/**
 * The weights of one of Hugging Face's heads on each sequence's first token, the pooler among them where the
 * head stands on it.
 *
 * @param features - numbers behind what the last layer reads
 */
export function formParameters(
  form: HeadForm,
  architecture: BertArchitecture,
  outputs: number,
  features = 0,
): Parameter[] {
  const { hiddenSize, initializerRange } = architecture;
  return [
    ...(isOnPooler(form)
      ? poolerParameters(architecture)
      : denseParameters(form.dense, hiddenSize, hiddenSize, initializerRange)),
    ...denseParameters(form.output, hiddenSize + features, outputs, initializerRange),
  ];
}

/** The layer that gives the logits of a head on first tokens, as its weights are named. */
export function outputLayer(head: HeadSettings, architecture: BertArchitecture): string {
  return head.kind === "mlp"
    ? `head.${head.hidden.length}`
    : familyOf(architecture).sequenceHead.output;
}

/** Numbers beside the text that a head reads. */
export function featureCount(head: HeadSettings): number {
  return head.kind === "crf" ? 0 : (head.features ?? 0);
}

/** `[B, H + F]`: rows with the graph input `features` behind, where the head reads any. */
function joined(rows: Tensor, head: HeadSettings): Tensor {
  const count = featureCount(head);
  const [sequences = 1] = rows.shape;
  return count === 0 ? rows : concat([rows, input("features", [sequences, count])], 1);
}

/** What `config.json` says of a head that Hugging Face has no class for. */
export function headConfig(head: HeadSettings): JsonObject {
  if (head.kind !== "mlp") return {};
  const { features: _told, ...settings } = head;
  return { berth: { head: settings } };
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
 * Logits of the classes from the first tokens.
 *
 * Axes: B sequences, H hidden, L labels.
 *
 * @param first - `[B, H]` last hidden state of the first tokens
 * @returns `[B, L]`
 */
export function sequenceLogits(first: Tensor, head: HeadSettings, context: HeadContext): Tensor {
  const { weights, dropout, architecture } = context;
  const { hasPooler, sequenceHead } = familyOf(architecture);
  if (head.kind !== "mlp") {
    const { classifierDropout } = architecture;
    return formLogits(first, sequenceHead, { ...context, rate: classifierDropout, head });
  }
  let hidden = joined(hasPooler ? pool(first, weights) : first, head);
  for (let index = 0; index < head.hidden.length; index++) {
    hidden = dropout(relu(dense(hidden, `head.${index}`, weights)), head.dropout);
  }
  return dense(hidden, outputLayer(head, architecture), weights);
}

/**
 * `[B, H]` to `[B, L]` by the layers of one of Hugging Face's heads.
 *
 * @param settings.rate - share of the values that are dropped
 * @param settings.head - tells of features that the last layer reads as well
 */
export function formLogits(
  first: Tensor,
  form: HeadForm,
  {
    weights,
    dropout,
    rate,
    head = { kind: "linear" },
  }: Pick<HeadContext, "weights" | "dropout"> & {
    readonly rate: number;
    readonly head?: HeadSettings;
  },
): Tensor {
  const drop = (x: Tensor): Tensor => dropout(x, rate);
  const inner = dense(form.dropsInput ? drop(first) : first, form.dense, weights);
  const read = joined(drop(activations[form.activation](inner)), head);
  return dense(read, form.output, weights);
}

const activations: Readonly<Record<HeadForm["activation"], (x: Tensor) => Tensor>> = {
  tanh,
  relu,
  gelu: (x) => gelu(x, "none"),
};

/** What a head is built from. */
interface HeadContext {
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

/** Whether the first layer of a head is the encoder's pooler. */
function isOnPooler({ dense }: HeadForm): boolean {
  return dense === "pooler.dense";
}
