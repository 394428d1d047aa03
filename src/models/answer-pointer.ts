import {
  add,
  divide,
  input,
  logSoftmax,
  multiply,
  reduceSum,
  regroup,
  reshape,
  slice,
  subtract,
  type Tensor,
  transpose,
} from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import type { CrossEntropyOptions, Loss } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { dense } from "./encoder.js";
import { packedSizes } from "./layout.js";
import type { ModelDefinition } from "./model-graphs.js";
import { denseParameters, encoderParameters } from "./parameters.js";

/**
 * Defines the model that points at the answer to a question: an encoder, and a dense layer that gives
 * each token a logit as the answer's first and one as its last (Devlin et al. 2019, section 4.2; the
 * boundary model of Wang and Jiang 2016). Hugging Face's `BertForQuestionAnswering`.
 */
export function answerPointer(architecture: BertArchitecture): ModelDefinition {
  const { hiddenSize, initializerRange } = architecture;
  return {
    architecture,
    parameters: [
      ...encoderParameters(architecture),
      ...denseParameters("qa_outputs", hiddenSize, 2, initializerRange),
    ],
  };
}

/** Logits of every token as the first and as the last of the answer. `answer_logits` `[R, 2]` */
export function answerPointerOutputs(encoded: Encoded): { answer_logits: Tensor } {
  return { answer_logits: dense(encoded.tokens(), "qa_outputs", encoded.weights) };
}

/**
 * The same logits as the exported model gives them, under transformers.js's names.
 *
 * @returns `start_logits` and `end_logits`, each `[batch_size, sequence_length]`
 */
export function answerPointerExport(
  encoded: Encoded,
): Record<"start_logits" | "end_logits", Tensor> {
  const { answer_logits: rows } = answerPointerOutputs(encoded);
  const shape = ["batch_size", "sequence_length"];
  const grid = reshape(rows, [...shape, 2]); // [B, S, 2]
  const side = (place: number): Tensor => reshape(slice(grid, 2, place, 1), shape);
  return { start_logits: side(0), end_logits: side(1) };
}

/**
 * Mean of the cross entropies of the first and of the last token, each over the sequence's own tokens.
 *
 * Axes: R rows, n sequences, S slots of a line of the answers' grid. The inputs are those of
 * `answerGrid` of the tasks room; a sequence without targets has no weight.
 */
export function answerPointerLoss(
  encoded: Encoded,
  { labelSmoothing = 0 }: Pick<CrossEntropyOptions, "labelSmoothing"> = {},
): Loss {
  const { rows, sequences } = packedSizes;
  const index = input("answer_index", [sequences, "answer_slots"], "int32");
  const slot = input("answer_slot", [rows], "int32");
  const isToken = input("answer_tokens", [sequences, "answer_slots"]);
  const targets = input("answer_targets", [sequences, 2, "answer_slots"]);
  const own = reshape(isToken, [sequences, 1, "answer_slots"]);
  const hiding = multiply(subtract(own, 1), 1e4);
  const { answer_logits: logits } = answerPointerOutputs(encoded);
  const grid = transpose(regroup(logits, index, slot), [0, 2, 1]); // [n, 2, S]
  const shares = smoothed(targets, own, labelSmoothing);
  return {
    sum: multiply(reduceSum(multiply(shares, logSoftmax(add(grid, hiding))), [0, 1, 2]), -0.5),
    weight: multiply(reduceSum(targets, [0, 1, 2]), 0.5),
  };
}

/** A share of the target spread evenly over the sequence's own tokens. `[n, 2, S]` */
function smoothed(targets: Tensor, own: Tensor, share: number): Tensor {
  if (share === 0) return targets;
  const spread = divide(multiply(own, share), reduceSum(own, [-1], true)); // [n, 1, S]
  const isLearnt = reduceSum(targets, [-1], true); // [n, 2, 1]
  return add(multiply(targets, 1 - share), multiply(spread, isLearnt));
}
