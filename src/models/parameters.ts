import type { BertArchitecture } from "./architecture.js";
import { familyOf } from "./families/families.js";
import { weightLayerCount } from "./layer-groups.js";

/** How a weight that no file brings is drawn. */
export type Initial =
  | { readonly kind: "zeros" }
  | { readonly kind: "ones" }
  | { readonly kind: "normal"; readonly deviation: number }
  | { readonly kind: "uniform"; readonly limit: number };

/** One weight tensor of a model. */
export interface Parameter {
  /** BERT's name without a model prefix, such as `encoder.layer.0.output.dense.weight`, in every family. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether weight decay applies: not to biases and layer norms. */
  readonly decay: boolean;
  /** What the learning rate is multiplied with for it; 1 where absent. */
  readonly rateFactor?: number;
  readonly initial: Initial;
  /** How a weights file keeps it, where that is another way. */
  readonly file?: FilePlace;
}

/** Where a parameter lies in a weights file. */
interface FilePlace {
  /** The family's name of the tensor, without a model prefix. */
  readonly name: string;
  /** The parameter's first row in the tensor, and the tensor's number of rows, where it is a part. */
  readonly rows?: { readonly from: number; readonly of: number };
}

/** The tables whose rows are looked up outside the training graph. Some families have no types. */
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

/** The rows of a position table at which no token stands: kept as they are for the file. */
export const skippedPositionRows = "embeddings.skipped_positions.weight";

/** All weights of the embeddings and the encoder layers, in Hugging Face's order. */
export function encoderParameters(architecture: BertArchitecture): Parameter[] {
  const { embeddingSize: width, hiddenSize, initializerRange: deviation } = architecture;
  const parameters: Parameter[] = [
    table(embeddingTables.word, architecture.vocabularySize, width, deviation),
    ...positionTables(architecture),
    ...(architecture.typeCount === 0
      ? []
      : [table(embeddingTables.type, architecture.typeCount, width, deviation)]),
    ...normParameters("embeddings.LayerNorm", width),
    ...(architecture.projectsEmbeddings
      ? denseParameters("embeddings.projection", width, hiddenSize, deviation)
      : []),
  ];
  for (let layer = 0; layer < weightLayerCount(architecture); layer++) {
    parameters.push(...layerParameters(`encoder.layer.${layer}`, architecture));
  }
  return inFiles(parameters, architecture);
}

/** The pooler: a dense layer on the first token's output. */
export function poolerParameters(architecture: BertArchitecture): Parameter[] {
  const { hiddenSize, initializerRange } = architecture;
  return inFiles(
    denseParameters("pooler.dense", hiddenSize, hiddenSize, initializerRange),
    architecture,
  );
}

/** The file's table of positions in two parts: the rows that tokens never use, and the others. */
function positionTables(architecture: BertArchitecture): Parameter[] {
  const { positionCount, skippedPositions, embeddingSize: width } = architecture;
  const used = table(embeddingTables.position, positionCount, width, architecture.initializerRange);
  if (skippedPositions === 0) return [used];
  const place = (from: number): FilePlace => ({
    name: used.name,
    rows: { from, of: skippedPositions + positionCount },
  });
  const skipped = { ...table(skippedPositionRows, skippedPositions, width, 0), file: place(0) };
  return [skipped, { ...used, file: place(skippedPositions) }];
}

/** Gives the parameters of an encoder the names that the family's files have for them. */
function inFiles(parameters: readonly Parameter[], architecture: BertArchitecture): Parameter[] {
  return parameters.map((parameter) => {
    const name = familyOf(architecture).weightName(parameter.name);
    const isKnown = parameter.file !== undefined || name === parameter.name;
    return isKnown ? parameter : { ...parameter, file: { name } };
  });
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
