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
import { headClass } from "./class-names.js";
import type { Loss, LossSettings } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { dense } from "./encoder.js";
import { packedSizes } from "./layout.js";
import { denseParameters, encoderParameters } from "./parameters.js";
import type { TaskModel } from "./task-model.js";

/**
 * Defines the model that points at the answer to a question: an encoder, and a dense layer that gives
 * each token a logit as the answer's first and one as its last (Devlin et al. 2019, section 4.2; the
 * boundary model of Wang and Jiang 2016). Hugging Face's `BertForQuestionAnswering`.
 *
 * `logits` are `[R, 2]`; the exported model gives `start_logits` and `end_logits`, each
 * `[batch_size, sequence_length]`.
 */
export function answerPointer(architecture: BertArchitecture): TaskModel {
  const { hiddenSize, initializerRange, answerDropout = 0 } = architecture;
  const answerLogits = (encoded: Encoded): Tensor =>
    dense(encoded.dropout(encoded.tokens(), answerDropout), "qa_outputs", encoded.weights);
  return {
    architecture,
    parameters: [
      ...encoderParameters(architecture),
      ...denseParameters("qa_outputs", hiddenSize, 2, initializerRange),
    ],
    head: { kind: "linear" },
    huggingFaceClass: headClass(architecture, "QuestionAnswering"),
    configKeys: {},
    reads: "tokens",
    logits: answerLogits,
    outputs(encoded) {
      const shape = ["batch_size", "sequence_length"];
      const grid = reshape(answerLogits(encoded), [...shape, 2]); // [B, S, 2]
      const side = (place: number): Tensor => reshape(slice(grid, 2, place, 1), shape);
      return { start_logits: side(0), end_logits: side(1) };
    },
    loss: (encoded, settings = {}) => answerLoss(answerLogits(encoded), settings),
  };
}

/**
 * Mean of the cross entropies of the first and of the last token, each over the sequence's own tokens.
 *
 * Axes: R rows, n sequences, S slots of a line of the answers' grid. The inputs are those of
 * `answerGrid` of the tasks room; a sequence without targets has no weight.
 *
 * @param logits - `[R, 2]`
 */
function answerLoss(logits: Tensor, { labelSmoothing = 0 }: LossSettings): Loss {
  const { rows, sequences } = packedSizes;
  const index = input("answer_index", [sequences, "answer_slots"], "int32");
  const slot = input("answer_slot", [rows], "int32");
  const isToken = input("answer_tokens", [sequences, "answer_slots"]);
  const targets = input("answer_targets", [sequences, 2, "answer_slots"]);
  const own = reshape(isToken, [sequences, 1, "answer_slots"]);
  const hiding = multiply(subtract(own, 1), 1e4);
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
