import { type Dim, input, linear, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { activate, dense, norm } from "./encoder.js";
import { denseParameters, embeddingTables, normParameters, type Parameter } from "./parameters.js";
import type { Weights } from "./weight-inputs.js";

const transform = "cls.predictions.transform";

/** The weights of the masked-language head that are its own: the decoder's are the word table. */
export function maskedLanguageParameters(architecture: BertArchitecture): Parameter[] {
  const { hiddenSize, vocabularySize, initializerRange } = architecture;
  const bias = { name: "cls.predictions.bias", shape: [vocabularySize], decay: false } as const;
  return [
    { ...bias, initial: { kind: "zeros" } },
    ...denseParameters(`${transform}.dense`, hiddenSize, hiddenSize, initializerRange),
    ...normParameters(`${transform}.LayerNorm`, hiddenSize),
  ];
}

/**
 * What the masked-language head says of some rows (Devlin et al. 2019): a dense layer, the activation
 * and a layer norm, then products with every row of the word table.
 *
 * Axes: M rows, H hidden, V vocabulary.
 *
 * @param hidden - `[M, H]` last hidden states
 * @returns `[M, V]` logits
 */
export function maskedLanguageLogits(
  hidden: Tensor,
  architecture: BertArchitecture,
  weights: Weights,
): Tensor {
  const activated = activate(dense(hidden, `${transform}.dense`, weights), architecture);
  const normed = norm(activated, `${transform}.LayerNorm`, weights, architecture);
  return linear(normed, weights(embeddingTables.word), weights("cls.predictions.bias"));
}

/** Name under which `chooseRows` of the batches room chooses the rows that the head is computed for. */
export const maskedRowsName = "masked";

/** Graph inputs of the head's loss, one value a chosen row. */
const maskedInputs = {
  /** `[M]` int32: the token that stood there. */
  labels: "masked_labels",
  /** `[M]` float32: 1, or 0 on rows that only round the shape up. */
  weights: "masked_weights",
} as const;

/** The inputs `masked_labels` and `masked_weights`. */
export function maskedTargets(): { readonly labels: Tensor; readonly weights: Tensor } {
  const shape: readonly Dim[] = [maskedRowsName];
  return {
    labels: input(maskedInputs.labels, shape, "int32"),
    weights: input(maskedInputs.weights, shape),
  };
}
