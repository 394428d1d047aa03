import type { BertArchitecture } from "./architecture.js";

/** How a weight that no file brings is drawn. */
export type Initial =
  | { readonly kind: "zeros" }
  | { readonly kind: "ones" }
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly limit: number };

/** One weight tensor of a model. */
export interface Parameter {
  /** Hugging Face's name without a model prefix, such as `encoder.layer.0.output.dense.weight`. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether weight decay applies: not to biases and layer norms. */
  readonly decay: boolean;
  /** What the learning rate is multiplied with for it; 1 where absent. */
  readonly rateFactor?: number;
  readonly initial: Initial;
}

/** The three tables whose rows are looked up outside the training graph. */
export const embeddingTables = {
  word: "embeddings.word_embeddings.weight",
  position: "embeddings.position_embeddings.weight",
  type: "embeddings.token_type_embeddings.weight",
} as const;

/**
 * The gradient of an attention key's bias is zero: it adds the same number to every score of a
 * query, and softmax does not see that. Left untrained, so that rounding noise cannot move it.
 */
export function isKeyBias(name: string): boolean {
  return name.endsWith("attention.self.key.bias");
}

/** All weights of the embeddings and the encoder layers, in Hugging Face's order. */
export function encoderParameters(architecture: BertArchitecture): Parameter[] {
  const { hiddenSize: hidden, initializerRange: deviation } = architecture;
  const parameters: Parameter[] = [
    table(embeddingTables.word, architecture.vocabularySize, hidden, deviation),
    table(embeddingTables.position, architecture.positionCount, hidden, deviation),
    table(embeddingTables.type, architecture.typeCount, hidden, deviation),
    ...normParameters("embeddings.LayerNorm", hidden),
  ];
  for (let layer = 0; layer < architecture.layerCount; layer++) {
    parameters.push(...layerParameters(`encoder.layer.${layer}`, architecture));
  }
  return parameters;
}

/** The pooler: a dense layer on the first token's output. */
export function poolerParameters(architecture: BertArchitecture): Parameter[] {
  const { hiddenSize, initializerRange } = architecture;
  return denseParameters("pooler.dense", hiddenSize, hiddenSize, initializerRange);
}

function layerParameters(prefix: string, architecture: BertArchitecture): Parameter[] {
  const { hiddenSize: hidden, intermediateSize, initializerRange: deviation } = architecture;
  return [
    ...denseParameters(`${prefix}.attention.self.query`, hidden, hidden, deviation),
    ...denseParameters(`${prefix}.attention.self.key`, hidden, hidden, deviation),
    ...denseParameters(`${prefix}.attention.self.value`, hidden, hidden, deviation),
    ...denseParameters(`${prefix}.attention.output.dense`, hidden, hidden, deviation),
    ...normParameters(`${prefix}.attention.output.LayerNorm`, hidden),
    ...denseParameters(`${prefix}.intermediate.dense`, hidden, intermediateSize, deviation),
    ...denseParameters(`${prefix}.output.dense`, intermediateSize, hidden, deviation),
    ...normParameters(`${prefix}.output.LayerNorm`, hidden),
  ];
}

/** Weight `[outputs, inputs]` and bias `[outputs]` of a dense layer. */
export function denseParameters(
  prefix: string,
  inputs: number,
  outputs: number,
  deviation: number,
): Parameter[] {
  return [
    table(`${prefix}.weight`, outputs, inputs, deviation),
    { name: `${prefix}.bias`, shape: [outputs], decay: false, initial: { kind: "zeros" } },
  ];
}

/** Weight and bias `[size]` of a layer norm. */
export function normParameters(prefix: string, size: number): Parameter[] {
  return [
    { name: `${prefix}.weight`, shape: [size], decay: false, initial: { kind: "ones" } },
    { name: `${prefix}.bias`, shape: [size], decay: false, initial: { kind: "zeros" } },
  ];
}

function table(name: string, rows: number, columns: number, deviation: number): Parameter {
  return { name, shape: [rows, columns], decay: true, initial: { kind: "normal", deviation } };
}
