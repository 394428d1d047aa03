import { input, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { crossEntropy } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import { type HeadSettings, headConfig, headLogits, headParameters, pool } from "./heads.js";
import { packedSizes } from "./layout.js";
import { encoderParameters, poolerParameters } from "./parameters.js";
import type { TaskModel } from "./task-model.js";

/**
 * Encoder, pooler and a classification head, one label a sequence. The loss is the cross entropy
 * against the graph input `labels` `[B]` int32.
 */
export function classifier(
  architecture: BertArchitecture,
  head: HeadSettings,
  labelCount: number,
): TaskModel {
  const logits = (encoded: Encoded): Tensor =>
    headLogits(pool(encoded.first(), encoded.weights), head, encoded);
  return {
    architecture,
    parameters: [
      ...encoderParameters(architecture),
      ...poolerParameters(architecture),
      ...headParameters(head, architecture, labelCount),
    ],
    head,
    huggingFaceClass: head.kind === "linear" ? "BertForSequenceClassification" : undefined,
    configKeys: { problem_type: "single_label_classification", ...headConfig(head) },
    reads: "sequences",
    logits,
    outputs: (encoded) => ({ logits: logits(encoded) }),
    loss: (encoded, settings) =>
      crossEntropy(logits(encoded), input("labels", [packedSizes.sequences], "int32"), settings),
  };
}
