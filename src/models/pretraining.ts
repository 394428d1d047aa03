import {
  add,
  concat,
  constant,
  gatherRows,
  input,
  logSoftmax,
  multiply,
  negate,
  oneHot,
  reduceMax,
  reduceSum,
  reshape,
  sign,
  subtract,
  type Tensor,
} from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { Loss } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { dense } from "./encoder.js";
import { pool } from "./heads.js";
import { packedSizes } from "./layout.js";
import {
  maskedLanguageLogits,
  maskedLanguageParameters,
  maskedRowsName,
  maskedTargets,
} from "./masked-language.js";
import type { ModelDefinition } from "./model-graphs.js";
import { denseParameters, encoderParameters, poolerParameters } from "./parameters.js";
import type { Weights } from "./weight-inputs.js";

/** An encoder with the heads that it is pre-trained with. */
export interface PretrainingModel extends ModelDefinition {
  /**
   * Whether a second head, on the pooled output, tells how two segments belong together: the model is
   * Hugging Face's `BertForPreTraining`, without it `BertForMaskedLM`.
   */
  readonly tellsPairs: boolean;
}

const pairHead = "cls.seq_relationship";

/** Graph inputs of the pair head's loss. */
const pairInputs = {
  /** `[B]` int32: 0 where the second segment follows the first, else 1. */
  labels: "pair_labels",
  /** Scalar: masked tokens of the whole step divided by its sequences. */
  scale: "pair_scale",
} as const;

/** Name under which `chooseRows` chooses the first and the masked rows, where both are read. */
const readRowsName = "read";

/** Which of the rows chosen as `read` are which: int32, `[B]` and `[M]`. */
const readInputs = { first: "read_first", masked: "read_masked" } as const;

/** Defines the model: encoder, masked-language head and, if asked for, pooler and pair head. */
export function pretrainingModel(
  architecture: BertArchitecture,
  { tellsPairs }: Pick<PretrainingModel, "tellsPairs">,
): PretrainingModel {
  const { hiddenSize, initializerRange } = architecture;
  const parameters = [
    ...encoderParameters(architecture),
    ...(tellsPairs ? poolerParameters(architecture) : []),
    ...maskedLanguageParameters(architecture),
    ...(tellsPairs ? denseParameters(pairHead, hiddenSize, 2, initializerRange) : []),
  ];
  return { architecture, parameters, tiesWordTable: true, tellsPairs };
}

/**
 * The loss of pre-training: the mean cross entropy of the masked tokens plus that of the pairs, as
 * `BertForPreTraining` adds them up.
 *
 * Graph inputs: those of `chooseRows` with the name `masked`, and `maskedInputs`. Where pairs are told
 * those with the name `read`, `readInputs`, `maskedInputs` and `pairInputs`. The sums are divided by the number of masked tokens, so the pairs' sum is scaled
 * by masked tokens per sequence: over the micro-batches of a step that is exact.
 */
export function pretrainingLoss(model: PretrainingModel): (encoded: Encoded) => Loss {
  return (encoded) => {
    const { masked, pairs } = headParts(model, encoded);
    const sum = reduceSum(multiply(masked.losses, masked.weights), [0]);
    const weight = reduceSum(masked.weights, [0]);
    if (pairs === undefined) return { sum, weight };
    const scale = input(pairInputs.scale, []);
    return { sum: add(sum, multiply(reduceSum(pairs.losses, [0]), scale)), weight };
  };
}

/** What `pretrainingSums` gives, in this order. */
export const pretrainingSumNames = [
  "maskedLoss",
  "maskedCorrect",
  "maskedCount",
  "pairLoss",
  "pairCorrect",
  "pairCount",
] as const;

/**
 * Sums over a batch from which loss and accuracy of both heads are made; inputs as for the loss.
 *
 * @returns `[1, 6]`, named by `pretrainingSumNames`; 0 for pairs where the model tells none
 */
export function pretrainingSums(model: PretrainingModel): (encoded: Encoded) => Tensor {
  return (encoded) => {
    const { masked, pairs } = headParts(model, encoded);
    const none = reshape(constant(0), [1, 1]);
    return concat([...partSums(masked), ...(pairs ? partSums(pairs) : [none, none, none])], 1);
  };
}

/** Loss, hits and number of the rows that count, each `[1, 1]`. */
function partSums({ losses, hits, weights }: HeadPart): readonly [Tensor, Tensor, Tensor] {
  const total = (x: Tensor): Tensor => reshape(reduceSum(x, [0]), [1, 1]);
  return [total(multiply(losses, weights)), total(multiply(hits, weights)), total(weights)];
}

/** What a head says of its rows, one value a row. */
interface HeadPart {
  /** Cross entropy. */
  readonly losses: Tensor;
  /** 1 where the label has the highest logit. */
  readonly hits: Tensor;
  /** How much the row counts. */
  readonly weights: Tensor;
}

function headParts(
  model: PretrainingModel,
  encoded: Encoded,
): { readonly masked: HeadPart; readonly pairs: HeadPart | undefined } {
  const { first, masked } = readRows(model, encoded);
  const { architecture, weights } = encoded;
  const logits = maskedLanguageLogits(masked, architecture, weights);
  const { labels, weights: rowWeights } = maskedTargets();
  const part = { ...rowParts(logits, labels), weights: rowWeights };
  return { masked: part, pairs: first && pairPart(first, weights) };
}

/** The rows that the heads read. Both kinds are chosen together: the encoder is built once. */
function readRows(
  { tellsPairs }: PretrainingModel,
  encoded: Encoded,
): { readonly first?: Tensor; readonly masked: Tensor } {
  if (!tellsPairs) return { masked: encoded.rowsAt(maskedRowsName) };
  const read = encoded.rowsAt(readRowsName);
  const { first, masked } = readInputs;
  return {
    first: gatherRows(read, input(first, [packedSizes.sequences], "int32")),
    masked: gatherRows(read, input(masked, [maskedRowsName], "int32")),
  };
}

function pairPart(first: Tensor, weights: Weights): HeadPart {
  const logits = dense(pool(first, weights), pairHead, weights);
  const labels = input(pairInputs.labels, [packedSizes.sequences], "int32");
  return { ...rowParts(logits, labels), weights: reduceSum(oneHot(labels, 2), [1]) };
}

/**
 * @param logits - `[R, L]`
 * @param labels - `[R]` int32
 */
function rowParts(logits: Tensor, labels: Tensor): Pick<HeadPart, "losses" | "hits"> {
  const chosen = oneHot(labels, Number(logits.shape[1]));
  const logShares = logSoftmax(logits);
  const ofLabel = reduceSum(multiply(chosen, logShares), [1]);
  const hits = subtract(1, sign(subtract(reduceMax(logShares, [1]), ofLabel)));
  return { losses: negate(ofLabel), hits };
}
