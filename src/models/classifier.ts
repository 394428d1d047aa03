import { input, oneHot, type Tensor } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { headClass } from "./class-names.js";
import { targetCrossEntropy } from "./cross-entropy.js";
import type { Encoded } from "./encoded.js";
import {
  featureCount,
  type HeadSettings,
  headConfig,
  sequenceHeadParameters,
  sequenceLogits,
} from "./heads.js";
import { packedSizes } from "./layout.js";
import { mixedRows } from "./mixed-rows.js";
import { encoderParameters } from "./parameters.js";
import type { TaskModel } from "./task-model.js";

/**
 * Encoder and a classification head, one label a sequence. The loss is the cross entropy
 * against the graph input `labels` `[B]` int32.
 */
export function classifier(
  architecture: BertArchitecture,
  head: HeadSettings,
  labelCount: number,
): TaskModel {
  const logits = (encoded: Encoded): Tensor => sequenceLogits(encoded.first(), head, encoded);
  return {
    architecture,
    parameters: [
      ...encoderParameters(architecture),
      ...sequenceHeadParameters(head, architecture, labelCount),
    ],
    head,
    huggingFaceClass:
      head.kind === "linear" && featureCount(head) === 0
        ? headClass(architecture, "SequenceClassification")
        : undefined,
    configKeys: { problem_type: "single_label_classification", ...headConfig(head) },
    reads: "sequences",
    logits,
    outputs: (encoded) => ({ logits: logits(encoded) }),
    loss(encoded, { mixes = false, ...settings }) {
      const size = [packedSizes.sequences];
      const mixed = mixes ? mixedRows() : (rows: Tensor) => rows;
      const labels = input("labels", size, "int32");
      const weights = settings.weighsExamples ? input("example_weights", size) : undefined;
      const found = sequenceLogits(mixed(encoded.first()), head, encoded);
      return targetCrossEntropy(found, mixed(oneHot(labels, labelCount)), settings, weights);
    },
  };
}
