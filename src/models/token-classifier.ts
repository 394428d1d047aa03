import { gatherRows, input, reshape, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { crfLoss, crfNames, crfParameters, type LabelMoves } from "./crf.js";
import { crossEntropy } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { dense } from "./encoder.js";
import { denseParameters, encoderParameters } from "./parameters.js";
import type { TaskModel } from "./task-model.js";

/**
 * An encoder that labels every token, without a pooler: Hugging Face's token classifier.
 *
 * The loss reads the rows that have a label (`labelled_rows` and `labels`, `[M]` int32): cross entropy,
 * or with `moves` a linear-chain CRF, whose scores stand beside as `crf.*`. The logits are the CRF's
 * emissions then.
 *
 * @param moves - which labels may follow which, for a CRF
 */
export function tokenClassifier(
  architecture: BertArchitecture,
  labelCount: number,
  moves?: LabelMoves,
): TaskModel {
  const { hiddenSize, initializerRange, classifierDropout } = architecture;
  const logits = (encoded: Encoded): Tensor =>
    dense(encoded.dropout(encoded.tokens(), classifierDropout), "classifier", encoded.weights);
  return {
    architecture,
    parameters: [
      ...encoderParameters(architecture),
      ...denseParameters("classifier", hiddenSize, labelCount, initializerRange),
      ...(moves ? crfParameters(labelCount) : []),
    ],
    head: { kind: moves ? "crf" : "linear" },
    huggingFaceClass: "BertForTokenClassification",
    configKeys: moves ? { berth: { head: { kind: "crf" } } } : {},
    reads: "tokens",
    ...(moves && { decodingWeights: Object.values(crfNames) }),
    logits,
    outputs: (encoded) => ({
      logits: reshape(logits(encoded), ["batch_size", "sequence_length", labelCount]),
    }),
    loss: (encoded, settings) => {
      const rows = input("labelled_rows", ["labelled"], "int32");
      const labels = input("labels", ["labelled"], "int32");
      const chosen = gatherRows(logits(encoded), rows);
      return moves
        ? crfLoss(chosen, labels, moves, encoded.weights)
        : crossEntropy(chosen, labels, settings);
    },
  };
}
