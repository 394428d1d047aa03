import { input } from "../graph/index.js";
import type { BertArchitecture } from "./architecture.js";
import { binaryCrossEntropy } from "./binary-cross-entropy.js";
import { classifier } from "./classifier.js";
import type { HeadSettings } from "./heads.js";
import { packedSizes } from "./layout.js";
import type { TaskModel } from "./task-model.js";

/**
 * A classifier whose labels hold or not, each for itself. The loss is the binary cross entropy against
 * the graph input `labels` `[B, L]` float32.
 */
export function multiLabelClassifier(
  architecture: BertArchitecture,
  head: HeadSettings,
  labelCount: number,
): TaskModel {
  const model = classifier(architecture, head, labelCount);
  return {
    ...model,
    configKeys: { ...model.configKeys, problem_type: "multi_label_classification" },
    loss: (encoded, { positiveWeights }) =>
      binaryCrossEntropy(
        model.logits(encoded),
        input("labels", [packedSizes.sequences, labelCount]),
        positiveWeights,
      ),
  };
}
